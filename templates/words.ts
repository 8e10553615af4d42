import { dateFormat } from "./date-format.ts";

/** The words of the mail and its pages in one language. Everything that counts or dates is made by `Intl`. */
export type Words = {
  /** In front of a credit, with the colon: "Photo: Name/Agency". */
  photo: string;
  photoFrom: (title: string) => string;
  seeAllPhotos: (count: number) => string;
  readStory: string;
  highlights: string;
  more: string;
  allStories: (count: number) => string;
  allStoriesTitle: string;
  sponsored: string;
  /** An embed: "Name on Instagram"; without a name "On Instagram". */
  on: (service: string, author?: string) => string;
  onTheWeb: string;
  why: (newsletter: string) => string;
  unsubscribe: string;
  preferences: string;
  viewInBrowser: string;
  subscribe: string;
  /** Stands where a photo may be shown in the mail but not on the web. */
  photoInMailOnly: string;
  backToIssue: string;
};

const counted = (language: string, one: string, other: string) => {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count: number): string => (rules.select(count) === "one" ? one : other).replace("#", numbers.format(count));
};

/** "All 2 photos" is what a machine says. */
const allPhotos = (language: string, one: string, two: string, more: string) => {
  const words = counted(language, one, more);
  return (count: number): string => (count === 2 ? two : words(count));
};

const english: Words = {
  photo: "Photo:",
  photoFrom: (title) => `Photo from: ${title}`,
  seeAllPhotos: allPhotos("en", "See the photo", "See both photos", "See all # photos"),
  readStory: "Read the whole story",
  highlights: "The week in pictures",
  more: "More this week",
  allStories: counted("en", "The one story of the week", "All # stories of the week"),
  allStoriesTitle: "All stories of the week",
  sponsored: "Sponsored",
  on: (service, author) => (author ? `${author} on ${service}` : `On ${service}`),
  onTheWeb: "the web",
  why: (newsletter) => `You get this mail because you subscribed to ${newsletter}.`,
  unsubscribe: "Unsubscribe",
  preferences: "Preferences",
  viewInBrowser: "View in browser",
  subscribe: "Get the next issue by mail",
  photoInMailOnly: "This photo is licensed for the mail only.",
  backToIssue: "Back to the issue",
};

const french: Words = {
  photo: "Photo\u00a0:",
  photoFrom: (title) => `Photo de l’article\u00a0: ${title}`,
  seeAllPhotos: allPhotos("fr", "Voir la photo", "Voir les deux photos", "Voir les # photos"),
  readStory: "Lire tout l’article",
  highlights: "La semaine en images",
  more: "Aussi cette semaine",
  allStories: counted("fr", "L’article de la semaine", "Les # articles de la semaine"),
  allStoriesTitle: "Tous les articles de la semaine",
  sponsored: "Sponsorisé",
  on: (service, author) => (author ? `${author} sur ${service}` : `Sur ${service}`),
  onTheWeb: "le web",
  why: (newsletter) => `Vous recevez ce message en raison de votre abonnement à ${newsletter}.`,
  unsubscribe: "Se désabonner",
  preferences: "Préférences",
  viewInBrowser: "Voir dans le navigateur",
  subscribe: "Recevoir le prochain numéro par e-mail",
  photoInMailOnly: "Cette photo n’est autorisée que dans l’e-mail.",
  backToIssue: "Retour au numéro",
};

const german: Words = {
  photo: "Foto:",
  photoFrom: (title) => `Foto aus: ${title}`,
  seeAllPhotos: allPhotos("de", "Das Foto ansehen", "Beide Fotos ansehen", "Alle # Fotos ansehen"),
  readStory: "Den ganzen Artikel lesen",
  highlights: "Die Woche in Bildern",
  more: "Außerdem diese Woche",
  allStories: counted("de", "Der Artikel der Woche", "Alle # Artikel der Woche"),
  allStoriesTitle: "Alle Artikel der Woche",
  sponsored: "Anzeige",
  on: (service, author) => (author ? `${author} auf ${service}` : `Auf ${service}`),
  onTheWeb: "einer Website",
  why: (newsletter) => `Sie erhalten diese Mail, weil Sie ${newsletter} abonniert haben.`,
  unsubscribe: "Abmelden",
  preferences: "Einstellungen",
  viewInBrowser: "Im Browser ansehen",
  subscribe: "Die nächste Ausgabe per Mail erhalten",
  photoInMailOnly: "Dieses Foto darf nur in der Mail gezeigt werden.",
  backToIssue: "Zurück zur Ausgabe",
};

const spanish: Words = {
  photo: "Foto:",
  photoFrom: (title) => `Foto de: ${title}`,
  seeAllPhotos: allPhotos("es", "Ver la foto", "Ver las dos fotos", "Ver las # fotos"),
  readStory: "Leer el artículo completo",
  highlights: "La semana en imágenes",
  more: "Más esta semana",
  allStories: counted("es", "El artículo de la semana", "Los # artículos de la semana"),
  allStoriesTitle: "Todos los artículos de la semana",
  sponsored: "Patrocinado",
  on: (service, author) => (author ? `${author} en ${service}` : `En ${service}`),
  onTheWeb: "la web",
  why: (newsletter) => `Recibe este correo porque se suscribió a ${newsletter}.`,
  unsubscribe: "Darse de baja",
  preferences: "Preferencias",
  viewInBrowser: "Ver en el navegador",
  subscribe: "Recibir el próximo número por correo",
  photoInMailOnly: "Esta foto solo puede mostrarse en el correo.",
  backToIssue: "Volver al número",
};

const arabic: Words = {
  photo: "تصوير:",
  photoFrom: (title) => `صورة من: ${title}`,
  seeAllPhotos: (count) => `شاهد كل الصور (${new Intl.NumberFormat("ar").format(count)})`,
  readStory: "اقرأ القصة كاملة",
  highlights: "الأسبوع في صور",
  more: "المزيد هذا الأسبوع",
  allStories: (count) => `كل قصص الأسبوع (${new Intl.NumberFormat("ar").format(count)})`,
  allStoriesTitle: "كل قصص الأسبوع",
  sponsored: "إعلان",
  on: (service, author) => (author ? `${author} على ${service}` : `على ${service}`),
  onTheWeb: "الويب",
  why: (newsletter) => `تصلك هذه الرسالة لأنك مشترك في ${newsletter}.`,
  unsubscribe: "إلغاء الاشتراك",
  preferences: "التفضيلات",
  viewInBrowser: "عرض في المتصفح",
  subscribe: "احصل على العدد القادم بالبريد",
  photoInMailOnly: "هذه الصورة مرخصة للرسالة البريدية فقط.",
  backToIssue: "العودة إلى العدد",
};

const languages: Readonly<Record<string, Words>> = {
  en: english,
  fr: french,
  de: german,
  es: spanish,
  ar: arabic,
};

/** The words of a language by its BCP 47 tag; English where we have none of our own. */
export const wordsOf = (language: string): Words => languages[language.split("-")[0] ?? ""] ?? english;

const rightToLeft = new Set(["ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"]);

/** Which way a language is written. */
export const directionOf = (language: string): "ltr" | "rtl" =>
  rightToLeft.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";

/**
 * The days of a window as people write them, in the newsletter's zone: "14–21 November 2026". `until` is not part of
 * the window, so a window that ends at midnight ends on the day before.
 */
export const dateRange = (language: string, zone: string, from: string, until: string): string =>
  dateFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: zone }).formatRange(
    new Date(from),
    new Date(Date.parse(until) - 1),
  );

/** "Friday 20 November" in the newsletter's zone. */
export const dayOf = (language: string, zone: string, at: string): string =>
  dateFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(new Date(at));
