/** Where most people have their mail; what one slips into when typing is likely one of these. */
export const largeProviders: ReadonlySet<string> = new Set([
  ...["gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "msn.com", "icloud.com"],
  ...["me.com", "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de"],
  ...["t-online.de", "freenet.de", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "hotmail.fr"],
  ...["yahoo.fr", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "hotmail.it", "yahoo.it", "hotmail.es"],
  ...["yahoo.es", "telefonica.net", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com", "comcast.net", "verizon.net"],
  ...["att.net", "qq.com", "163.com", "naver.com", "yandex.ru", "mail.ru", "bluewin.ch", "fastmail.com", "zoho.com"],
]);
