/** What a page says of a picture before anyone has seen it. */
export type PictureHints = {
  url: string;
  width?: number | undefined;
  height?: number | undefined;
  alt?: string | undefined;
  className?: string | undefined;
};

/** At or under this both ways a picture is a button or a face, not a photograph. */
const iconSide = 64;

const counters =
  /(?:^|\.)(?:doubleclick\.net|googlesyndication\.com|google-analytics\.com|googleadservices\.com|amazon-adsystem\.com|scorecardresearch\.com|quantserve\.com|pixel\.wp\.com|stats\.wp\.com|pixel\.quantserve\.com|feedsportal\.com|pheedo\.com|adzerk\.net|ads\.\w+\.\w+|ad\.\w+\.\w+|taboola\.com|outbrain\.com|facebook\.com|statcounter\.com|sharethis\.com|addtoany\.com|gravatar\.com|s\.w\.org|twemoji\.maxcdn\.com|emojipedia\.org|assets-amazon\.com|ir-na\.amazon-adsystem\.com|feeds\.wordpress\.com|track\.\w+\.\w+|pixel\.\w+\.\w+|counter\.\w+\.\w+|redditstatic\.com)$/;
const paths =
  /\/~(?:r|ff|a|f)\/|\/_\/stat\b|\/1x1\.|\/(?:b\.gif|(?:pixel|spacer|blank|clear|transparent|trans|empty|dot|loading|loader|lazy|placeholder|ajax-loader|shim)\.(?:gif|png))$|\/(?:emoji|emoticons|smilies|smileys|twemoji|avatars?|userpics?|badges?|adserver|banners?|advert(?:s|ising|isement)?)\/|[-_/](?:avatar|gravatar|icon|favicon|logo-?small|sprite|rss-icon|share-button|social-icon|follow-us|subscribe-button|blogger-logo|icon\d+_(?:blogger|email|edit)\w*)[-_.\d]|\/(?:facebook|twitter|instagram|pinterest|tumblr|whatsapp|reddit|digg|delicious|stumbleupon|linkedin|google-?plus|email|print|rss)(?:[-_](?:icon|logo|share|button|\d+(?:x\d+)?))*\.(?:gif|png|svg)$|\.(?:svg|ico)$|\/AAAAAAAAAAI\/.*\/photo\.jpg$/i;
const classes =
  /(?:^|[\s_-])(?:avatar|gravatar|emoji|wp-smiley|emoticon|icon|sprite|tracking|pixel|spacer|author-?(?:image|photo|pic)|profile-?(?:pic|image|photo)|social|share|ad|ads|advert|advertisement|sponsor|logo)(?:$|[\s_-])/i;

/**
 * Whether a picture is there to count, to decorate or to sell: tracking pixels, spacers, avatars, emoji, icons, social
 * buttons, advertisements, and drawings (SVG), by its declared size, address or class. No pixel is looked at.
 */
export const isDecoration = ({ url, width, height, alt, className }: PictureHints): boolean => {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return true;
  const { hostname, pathname } = new URL(url);
  const sides = [width, height].filter((side) => side !== undefined);
  if (sides.some((side) => side <= 8) || (sides.length === 2 && Math.max(...sides) <= iconSide)) return true;
  if (sides.length === 2 && isBannerSize(sides)) return true;
  if (counters.test(hostname) && !isHostedPicture(hostname, pathname)) return true;
  return paths.test(pathname) || classes.test(className ?? "") || /^\p{Emoji_Presentation}+$/u.test(alt ?? "");
};

/** The classic sizes of advertisements (IAB); 300 × 250 is left out: thumbnails are made in it too. */
const isBannerSize = ([width, height]: readonly number[]): boolean =>
  /^(?:728x90|468x60|234x60|970x90|970x250|320x50|120x600|160x600|88x31)$/.test(`${width}x${height}`);

const isHostedPicture = (hostname: string, pathname: string): boolean =>
  hostname === "facebook.com" && /\.(?:jpe?g)$/i.test(pathname);
