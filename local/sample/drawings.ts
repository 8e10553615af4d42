/** Pictures that are no photographs, drawn with shapes alone so that no machine needs a font for them. */
export const drawings = {
  poster: {
    width: 720,
    height: 960,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 960">
<rect width="720" height="960" fill="#f4e3c1"/>
<circle cx="500" cy="290" r="150" fill="#d5402b"/>
<path d="M300 150V640H110Z" fill="#14202e"/><path d="M320 230V640H470Z" fill="#14202e"/>
<path d="M90 660H540L470 730H160Z" fill="#14202e"/>
<rect y="730" width="720" height="40" fill="#2f6f8f"/><rect y="770" width="720" height="40" fill="#4f93ad"/>
<rect y="810" width="720" height="150" fill="#14202e"/>
<g fill="#f4e3c1"><rect x="60" y="850" width="60" height="70"/><rect x="140" y="850" width="20" height="70"/>
<rect x="180" y="850" width="60" height="20"/><rect x="180" y="875" width="60" height="20"/><rect x="180" y="900" width="60" height="20"/>
<rect x="260" y="850" width="20" height="70"/><rect x="300" y="850" width="60" height="70"/><rect x="380" y="850" width="60" height="20"/>
<rect x="400" y="850" width="20" height="70"/><rect x="460" y="850" width="60" height="70"/></g>
</svg>`,
  },
  screenshot: {
    width: 750,
    height: 1100,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 750 1100">
<rect width="750" height="1100" fill="#ffffff"/>
<rect width="750" height="640" fill="#e8efe6"/>
<path d="M0 380H750M180 0V640M560 0V640M0 150H750" stroke="#ffffff" stroke-width="22"/>
<path d="M0 520C200 440 420 640 750 540V640H0Z" fill="#bcd9ec"/>
<rect x="30" y="40" width="690" height="84" rx="42" fill="#ffffff" stroke="#d0d0d0" stroke-width="2"/>
<circle cx="80" cy="82" r="16" fill="none" stroke="#808080" stroke-width="6"/><rect x="120" y="70" width="260" height="24" fill="#c8c8c8"/>
<g fill="#c0392b"><circle cx="150" cy="260" r="18"/><circle cx="330" cy="330" r="18"/><circle cx="480" cy="230" r="18"/><circle cx="610" cy="430" r="18"/><circle cx="250" cy="470" r="18"/></g>
<g fill="#303030"><rect x="40" y="690" width="330" height="28"/><rect x="40" y="820" width="280" height="28"/><rect x="40" y="950" width="360" height="28"/></g>
<g fill="#c8c8c8"><rect x="40" y="732" width="520" height="20"/><rect x="40" y="862" width="460" height="20"/><rect x="40" y="992" width="500" height="20"/></g>
<path d="M40 785H710M40 915H710M40 1045H710" stroke="#e4e4e4" stroke-width="2"/>
</svg>`,
  },
} as const;
