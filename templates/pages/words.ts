/** The words of the pages that a mail's links lead to, in one language; `{name}` stands for the newsletter's name. */
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
};

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
    text.replace("{name}", () => newsletter.name),
  ]);
  return { language: known ? newsletter.language : "en", words: Object.fromEntries(words) as PageWords };
};
