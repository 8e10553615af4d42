export const consolePath = "/console";
const signIn = `${consolePath}/sign-in`;
const signInAgain = `${consolePath}/sign-in-again`;

export const callbackPath = `${consolePath}/signed-in`;
export const signedOutPath = `${consolePath}/signed-out`;
export const signInRoutes = [signIn, `${signIn}/*`, signInAgain, `${signInAgain}/*`];

export const isSignInAgain = ({ pathname }: URL): boolean => pathname.startsWith(signInAgain);

/**
 * Where to sign in and come back to the address from. What stands behind the path of the sign-in is put behind the
 * path of the console, so nothing that anybody writes there leads anywhere else.
 */
export const signInPath = (url: string): string => withPlace(signIn, url);
/** The same for somebody who is signed in and is to prove themself once more. */
export const signInAgainPath = (url: string): string => withPlace(signInAgain, url);

/** The page of the console that the path of a sign-in leads back to. */
export const placeAfter = (url: string): string => {
  const { pathname, search } = new URL(url);
  for (const base of [signInAgain, signIn])
    if (pathname === base || pathname.startsWith(`${base}/`)) return consolePath + pathname.slice(base.length) + search;
  return consolePath;
};

const withPlace = (base: string, url: string): string => {
  const { pathname, search } = new URL(url);
  const isHere = pathname === consolePath || pathname.startsWith(`${consolePath}/`);
  return isHere ? base + pathname.slice(consolePath.length) + search : base;
};
