/**
 * The words of the subscriber pages and of the confirmation mail, in one language; `{name}` stands for the newsletter's
 * name, `{cadence}` for when it comes out.
 */
export type PageWords = {
  unsubscribeTitle: string;
  unsubscribeQuestion: string;
  unsubscribeButton: string;
  unsubscribedTitle: string;
  unsubscribedText: string;
  preferencesTitle: string;
  preferencesLegend: string;
  everything: string;
  photosOnly: string;
  save: string;
  saved: string;
  notFoundTitle: string;
  notFoundText: string;
  subscribeTitle: string;
  /** What somebody agrees to who sends the form: `consentVersion` goes up when it changes. */
  subscribeText: string;
  addressLabel: string;
  nameLabel: string;
  trapLabel: string;
  subscribeButton: string;
  addressWrong: string;
  addressNotLatin: string;
  nameWrong: string;
  askedTitle: string;
  askedText: string;
  askedHint: string;
  confirmTitle: string;
  confirmButton: string;
  confirmedTitle: string;
  confirmedText: string;
  expiredTitle: string;
  expiredText: string;
  expiredLink: string;
  mailSubject: string;
  mailText: string;
  mailButton: string;
  mailAddress: string;
  mailIgnore: string;
};

const english: PageWords = {
  unsubscribeTitle: "Unsubscribe from {name}",
  unsubscribeQuestion: "Stop sending me {name}?",
  unsubscribeButton: "Unsubscribe",
  unsubscribedTitle: "You are unsubscribed",
  unsubscribedText: "{name} will not be sent to you again. You can close this page.",
  preferencesTitle: "Your preferences for {name}",
  preferencesLegend: "What should we send you?",
  everything: "Stories and photographs",
  photosOnly: "Photographs only",
  save: "Save",
  saved: "Your choice is saved. It holds from the next issue.",
  notFoundTitle: "This link does not work",
  notFoundText: "It may have been cut off on its way. Open it from the newest mail once more.",
  subscribeTitle: "Get {name} by mail",
  subscribeText: "Leave your address, and every issue of {name} comes to you. A link in each mail ends that at once.",
  addressLabel: "E-mail address",
  nameLabel: "Name (optional)",
  trapLabel: "Leave this field empty",
  subscribeButton: "Subscribe",
  addressWrong: "We cannot send mail to this address. Please look it over: is there a slip in it?",
  addressNotLatin:
    "Before the @ we can only send to unaccented Latin letters, digits and signs. Do you have another address?",
  nameWrong: "This name is too long, or it holds characters that no name has. You can leave it out.",
  askedTitle: "Now look into your mailbox",
  askedText:
    "We have noted your wish. A mail asks whether the address is really yours: press its button within 48 hours, and {name} comes to you.",
  askedHint:
    "Nothing there after a few minutes? Look among the spam. For safety we ask an address at most once a day, and never one that gets {name} already.",
  confirmTitle: "Shall {name} come to you by mail?",
  confirmButton: "Yes, subscribe me",
  confirmedTitle: "You are subscribed",
  confirmedText: "The next issue comes to your mailbox by itself. {name} appears {cadence}. You can close this page.",
  expiredTitle: "This link has expired",
  expiredText: "It worked for 48 hours.",
  expiredLink: "Sign up once more, and we send you a new one",
  mailSubject: "Please confirm: {name} by mail",
  mailText: "Somebody asked for {name} to be sent to this address. Is that what you want?",
  mailButton: "Confirm subscription",
  mailAddress: "Or open this address in your browser:",
  mailIgnore:
    "The link works for 48 hours. If it was not you who asked, do nothing: without your confirmation you will not get {name}.",
};

const french: PageWords = {
  unsubscribeTitle: "Se désabonner de {name}",
  unsubscribeQuestion: "Ne plus recevoir {name}\u00a0?",
  unsubscribeButton: "Se désabonner",
  unsubscribedTitle: "Vous êtes désabonné",
  unsubscribedText: "{name} ne vous sera plus envoyé. Vous pouvez fermer cette page.",
  preferencesTitle: "Vos préférences pour {name}",
  preferencesLegend: "Que souhaitez-vous recevoir\u00a0?",
  everything: "Articles et photos",
  photosOnly: "Photos seulement",
  save: "Enregistrer",
  saved: "Votre choix est enregistré. Il vaut dès le prochain numéro.",
  notFoundTitle: "Ce lien ne fonctionne pas",
  notFoundText: "Il a peut-être été coupé en chemin. Ouvrez-le à nouveau depuis le dernier e-mail.",
  subscribeTitle: "Recevoir {name} par e-mail",
  subscribeText:
    "Laissez votre adresse et chaque numéro de {name} vous parviendra. Un lien dans chaque e-mail permet d’y mettre fin aussitôt.",
  addressLabel: "Adresse e-mail",
  nameLabel: "Nom (facultatif)",
  trapLabel: "Laissez ce champ vide",
  subscribeButton: "S’abonner",
  addressWrong: "Nous ne pouvons pas écrire à cette adresse. Vérifiez-la\u00a0: une faute s’y est-elle glissée\u00a0?",
  addressNotLatin:
    "Avant le @, nous ne pouvons écrire qu’à des lettres latines sans accent, des chiffres et des signes. Avez-vous une autre adresse\u00a0?",
  nameWrong: "Ce nom est trop long ou contient des caractères qu’aucun nom ne porte. Vous pouvez le laisser vide.",
  askedTitle: "Consultez maintenant votre boîte de réception",
  askedText:
    "Votre demande est notée. Un e-mail vous demande si l’adresse est bien la vôtre\u00a0: appuyez sur son bouton dans les 48\u00a0heures et {name} vous parviendra.",
  askedHint:
    "Rien après quelques minutes\u00a0? Regardez parmi les indésirables. Par sécurité, nous n’interrogeons une adresse qu’une fois par jour au plus, et jamais celle qui reçoit déjà {name}.",
  confirmTitle: "Souhaitez-vous recevoir {name} par e-mail\u00a0?",
  confirmButton: "Oui, m’abonner",
  confirmedTitle: "Votre abonnement est confirmé",
  confirmedText:
    "Le prochain numéro arrivera de lui-même dans votre boîte. {name} paraît {cadence}. Vous pouvez fermer cette page.",
  expiredTitle: "Ce lien a expiré",
  expiredText: "Il était valable 48\u00a0heures.",
  expiredLink: "Inscrivez-vous à nouveau, et nous vous en enverrons un autre",
  mailSubject: "À confirmer\u00a0: {name} par e-mail",
  mailText: "Cette adresse a été saisie pour recevoir {name} par e-mail. Est-ce bien votre souhait\u00a0?",
  mailButton: "Confirmer l’abonnement",
  mailAddress: "Ou ouvrez cette adresse dans votre navigateur\u00a0:",
  mailIgnore:
    "Le lien est valable 48\u00a0heures. Si la demande ne vient pas de vous, ne faites rien\u00a0: sans votre confirmation, vous ne recevrez pas {name}.",
};

const german: PageWords = {
  unsubscribeTitle: "{name} abmelden",
  unsubscribeQuestion: "{name} nicht mehr erhalten?",
  unsubscribeButton: "Abmelden",
  unsubscribedTitle: "Sie sind abgemeldet",
  unsubscribedText: "{name} wird Ihnen nicht mehr geschickt. Sie können diese Seite schließen.",
  preferencesTitle: "Ihre Einstellungen für {name}",
  preferencesLegend: "Was möchten Sie erhalten?",
  everything: "Artikel und Fotos",
  photosOnly: "Nur Fotos",
  save: "Speichern",
  saved: "Ihre Wahl ist gespeichert. Sie gilt ab der nächsten Ausgabe.",
  notFoundTitle: "Dieser Link führt nirgendwohin",
  notFoundText: "Vielleicht wurde er unterwegs abgeschnitten. Öffnen Sie ihn noch einmal aus der neuesten Mail.",
  subscribeTitle: "{name} per E-Mail erhalten",
  subscribeText:
    "Hinterlassen Sie Ihre Adresse, und jede Ausgabe von {name} kommt zu Ihnen. Ein Link in jeder Mail beendet das sofort.",
  addressLabel: "E-Mail-Adresse",
  nameLabel: "Name (freiwillig)",
  trapLabel: "Dieses Feld leer lassen",
  subscribeButton: "Abonnieren",
  addressWrong:
    "An diese Adresse können wir nicht schreiben. Bitte prüfen Sie sie: Hat sich ein Fehler eingeschlichen?",
  addressNotLatin:
    "Vor dem @ können wir nur an lateinische Buchstaben ohne Akzente und Umlaute, Ziffern und Zeichen schreiben. Haben Sie eine andere Adresse?",
  nameWrong: "Dieser Name ist zu lang oder enthält Zeichen, die kein Name hat. Sie können ihn weglassen.",
  askedTitle: "Sehen Sie jetzt in Ihr Postfach",
  askedText:
    "Ihr Wunsch ist notiert. Eine Mail fragt, ob die Adresse wirklich Ihre ist: Drücken Sie innerhalb von 48 Stunden den Knopf darin, und {name} kommt zu Ihnen.",
  askedHint:
    "Nach einigen Minuten noch nichts da? Sehen Sie im Spam nach. Zur Sicherheit fragen wir eine Adresse höchstens einmal am Tag, und nie eine, die {name} schon erhält.",
  confirmTitle: "Möchten Sie {name} per E-Mail erhalten?",
  confirmButton: "Ja, abonnieren",
  confirmedTitle: "Ihr Abonnement ist bestätigt",
  confirmedText:
    "Die nächste Ausgabe kommt von selbst in Ihr Postfach. {name} erscheint {cadence}. Sie können diese Seite schließen.",
  expiredTitle: "Dieser Link ist abgelaufen",
  expiredText: "Er galt 48 Stunden.",
  expiredLink: "Tragen Sie sich noch einmal ein, und wir schicken Ihnen einen neuen",
  mailSubject: "Bitte bestätigen: {name} per E-Mail",
  mailText: "Diese Adresse wurde eingetragen, um {name} per E-Mail zu erhalten. Möchten Sie das?",
  mailButton: "Abonnement bestätigen",
  mailAddress: "Oder öffnen Sie diese Adresse in Ihrem Browser:",
  mailIgnore:
    "Der Link gilt 48 Stunden. Waren Sie es nicht, tun Sie einfach nichts: Ohne Ihre Bestätigung erhalten Sie {name} nicht.",
};

const spanish: PageWords = {
  unsubscribeTitle: "Darse de baja de {name}",
  unsubscribeQuestion: "¿Dejar de recibir {name}?",
  unsubscribeButton: "Darse de baja",
  unsubscribedTitle: "Te has dado de baja",
  unsubscribedText: "No volveremos a enviarte {name}. Puedes cerrar esta página.",
  preferencesTitle: "Tus preferencias para {name}",
  preferencesLegend: "¿Qué quieres recibir?",
  everything: "Artículos y fotos",
  photosOnly: "Solo fotos",
  save: "Guardar",
  saved: "Tu elección está guardada. Vale desde el próximo número.",
  notFoundTitle: "Este enlace no funciona",
  notFoundText: "Quizá se cortó por el camino. Ábrelo otra vez desde el último correo.",
  subscribeTitle: "Recibir {name} por correo",
  subscribeText:
    "Deja tu dirección y cada número de {name} te llegará. Un enlace en cada correo permite dejarlo al instante.",
  addressLabel: "Correo electrónico",
  nameLabel: "Nombre (opcional)",
  trapLabel: "Deja este campo vacío",
  subscribeButton: "Suscribirme",
  addressWrong: "No podemos escribir a esta dirección. Revísala: ¿se ha colado algún error?",
  addressNotLatin:
    "Antes de la @ solo podemos escribir a letras latinas sin acento, cifras y signos. ¿Tienes otra dirección?",
  nameWrong: "Este nombre es demasiado largo o contiene caracteres que ningún nombre tiene. Puedes dejarlo vacío.",
  askedTitle: "Ahora mira tu correo",
  askedText:
    "Hemos anotado tu deseo. Un correo pregunta si la dirección es realmente tuya: pulsa su botón antes de 48 horas y {name} te llegará.",
  askedHint:
    "¿No hay nada tras unos minutos? Mira entre el correo no deseado. Por seguridad preguntamos a una dirección como mucho una vez al día, y nunca a una que ya recibe {name}.",
  confirmTitle: "¿Quieres recibir {name} por correo?",
  confirmButton: "Sí, suscribirme",
  confirmedTitle: "Tu suscripción está confirmada",
  confirmedText: "El próximo número llegará solo a tu correo. {name} sale {cadence}. Puedes cerrar esta página.",
  expiredTitle: "Este enlace ha caducado",
  expiredText: "Valía 48 horas.",
  expiredLink: "Suscríbete otra vez y te enviaremos uno nuevo",
  mailSubject: "Confirma, por favor: {name} por correo",
  mailText: "Alguien indicó esta dirección para recibir {name} por correo. ¿Es lo que quieres?",
  mailButton: "Confirmar la suscripción",
  mailAddress: "O abre esta dirección en tu navegador:",
  mailIgnore: "El enlace vale 48 horas. Si no lo pediste tú, no hagas nada: sin tu confirmación no recibirás {name}.",
};

const arabic: PageWords = {
  unsubscribeTitle: "إلغاء الاشتراك في {name}",
  unsubscribeQuestion: "هل تريد التوقف عن تلقي {name}؟",
  unsubscribeButton: "إلغاء الاشتراك",
  unsubscribedTitle: "تم إلغاء اشتراكك",
  unsubscribedText: "لن نرسل إليك {name} بعد الآن. يمكنك إغلاق هذه الصفحة.",
  preferencesTitle: "تفضيلاتك في {name}",
  preferencesLegend: "ماذا تريد أن نرسل إليك؟",
  everything: "القصص والصور",
  photosOnly: "الصور فقط",
  save: "حفظ",
  saved: "تم حفظ اختيارك، ويسري من العدد القادم.",
  notFoundTitle: "هذا الرابط لا يعمل",
  notFoundText: "ربما انقطع في الطريق. افتحه مرة أخرى من أحدث رسالة.",
  subscribeTitle: "احصل على {name} بالبريد",
  subscribeText: "اترك عنوانك ليصلك كل عدد من {name}. في كل رسالة رابط ينهي ذلك فورًا.",
  addressLabel: "البريد الإلكتروني",
  nameLabel: "الاسم (اختياري)",
  trapLabel: "اترك هذا الحقل فارغًا",
  subscribeButton: "اشتراك",
  addressWrong: "لا يمكننا الإرسال إلى هذا العنوان. راجعه من فضلك: هل فيه خطأ؟",
  addressNotLatin: "قبل علامة @ لا يمكننا الإرسال إلا إلى حروف لاتينية غير مشكّلة وأرقام ورموز. هل لديك عنوان آخر؟",
  nameWrong: "هذا الاسم طويل جدًا أو فيه رموز لا ترد في الأسماء. يمكنك تركه فارغًا.",
  askedTitle: "انظر الآن في بريدك",
  askedText: "سجّلنا رغبتك. ستسألك رسالة إن كان العنوان لك حقًا: اضغط الزر الذي فيها خلال 48 ساعة ليصلك {name}.",
  askedHint:
    "لم يصلك شيء بعد دقائق؟ انظر في البريد غير المرغوب فيه. حرصًا على الأمان لا نسأل العنوان الواحد أكثر من مرة في اليوم، ولا نسأل عنوانًا يصله {name} من قبل.",
  confirmTitle: "هل تريد أن يصلك {name} بالبريد؟",
  confirmButton: "نعم، أريد الاشتراك",
  confirmedTitle: "تم تأكيد اشتراكك",
  confirmedText: "سيصلك العدد القادم تلقائيًا. يصدر {name} {cadence}. يمكنك إغلاق هذه الصفحة.",
  expiredTitle: "انتهت صلاحية هذا الرابط",
  expiredText: "كان صالحًا مدة 48 ساعة.",
  expiredLink: "سجّل مرة أخرى لنرسل إليك رابطًا جديدًا",
  mailSubject: "يرجى التأكيد: {name} بالبريد",
  mailText: "أُدخل هذا العنوان ليصله {name} بالبريد. هل هذا ما تريده؟",
  mailButton: "تأكيد الاشتراك",
  mailAddress: "أو افتح هذا العنوان في متصفحك:",
  mailIgnore: "الرابط صالح مدة 48 ساعة. إن لم تطلب ذلك بنفسك فلا تفعل شيئًا: لن يصلك {name} من دون تأكيدك.",
};

/** Goes up with every change of a `subscribeText`. */
const consentVersion = 1;

const languages: Readonly<Record<string, PageWords>> = {
  en: english,
  fr: french,
  de: german,
  es: spanish,
  ar: arabic,
};

export type NamedPageWords = { language: string; words: PageWords };

/** The words of a page with the newsletter's name in them, and the language they are really in. */
export const pageWords = (newsletter: { language: string; name: string }): NamedPageWords => {
  const asked = newsletter.language.split("-")[0] ?? "";
  const known = languages[asked];
  const words = Object.entries(known ?? english).map(([key, text]) => [
    key,
    text.replaceAll("{name}", () => newsletter.name),
  ]);
  return { language: known ? newsletter.language : "en", words: Object.fromEntries(words) as PageWords };
};

/** Which words somebody agreed to: the language of the form and the version of its text. */
export const wordingOf = (newsletter: { language: string; name: string }): string =>
  `${pageWords(newsletter).language}/${consentVersion}`;
