import { load } from "cheerio";
import { describe, expect, test } from "vitest";
import { renderDigest } from "../../functions/digest/render-digest.ts";
import { viewMail } from "../../functions/digest/view-mail.ts";
import {
  aHostileMail,
  aMailOf,
  aMailPost,
  anArabicMail,
  aRichMail,
  aThinMail,
  flashbulb,
  hostile,
} from "../support/mail-week.ts";

const rendered = (input = aRichMail(), variant: "everything" | "photos" = "everything") => {
  const { html, text } = renderDigest(viewMail(input, variant));
  return { $: load(html), html, text };
};

describe("the mail of a full week", () => {
  const { $, text } = rendered();

  test("stands in the order of the digest: masthead, lead, highlights, stories, sponsor, more, footer", () => {
    const headings = $("h1, h2")
      .toArray()
      .map((element) => $(element).text());
    expect(headings).toEqual([
      "Flashbulb",
      "The harbour wakes before the crew does: four mornings on the set of ‘Low Tide’",
      "The week in pictures",
      "Scouting the black canyon, on foot",
      "What the extras ate",
      "Second unit, first snow",
      "“I learnt to row in a car park”: Samir Haddad on his first lead",
      "The house at the end of the road is still standing",
      "The last projectionist of Via Nomentana",
      "Borrow a fifty-year-old lens for a weekend",
      "More this week",
    ]);
  });

  test("links photo and title to the post, with the newsletter's parameters", () => {
    const url = "https://flashbulb.example/2026/11/story-0/?utm_source=weekly";
    expect($(`a[href="${url}"] img`)).toHaveLength(1);
    expect($(`h2 a[href="${url}"]`)).toHaveLength(1);
    expect($(`a[href="${url}"]`).last().text()).toBe("See all 24 photos");
  });

  test("names an embed in words and fetches nothing of it", () => {
    expect($('a[href="https://www.instagram.com/p/low-tide/"]').text()).toBe("Ines Calder on Instagram →");
  });

  test("leaves links to elsewhere as they are", () => {
    expect($('a[href="https://lens-library.example/weekend"]').length).toBe(1);
  });

  test("says everything in plain text too: titles, bare addresses, captions with their credit", () => {
    expect(text).toContain("Second unit, first snow\nThe avalanche was planned");
    expect(text).toContain("\nhttps://flashbulb.example/2026/11/story-6/?utm_source=weekly\n");
    expect(text).toContain("- Frame by frame, with nothing added later (Photo: Studio Sette)");
    expect(text).not.toMatch(/<|&#?\w+;|\{\{/);
  });
});

test("the photos-only mail is masthead, lead picture, highlights and footer", () => {
  const { $ } = rendered(aRichMail(), "photos");
  expect(
    $("h2")
      .toArray()
      .map((element) => $(element).text()),
  ).toEqual(["The week in pictures"]);
  expect($("img")).toHaveLength(8);
  expect($(".personal a")).toHaveLength(3);
});

test("in a week without highlights who wants photos only gets the whole mail, and never an empty one", () => {
  expect(rendered(aThinMail(), "photos").text).toBe(rendered(aThinMail()).text);
  const { digest, ...week } = aRichMail();
  const blocks = digest.blocks.filter(({ kind }) => kind === "stories" || kind === "more");
  const cardsOnly = { ...week, digest: { ...digest, blocks } };
  expect(rendered(cardsOnly, "photos").html).toBe(rendered(cardsOnly).html);
});

test("a story that became a link keeps its title and nothing else", () => {
  const post = aMailPost(1, { title: "Only a title", excerpt: "Words." });
  const input = aMailOf(
    [post],
    [{ kind: "stories", stories: [{ postId: post.id, shape: "link", excerpt: "Words." }] }],
  );
  const { $ } = rendered(input);
  expect($("h2").text()).toBe("Only a title");
  expect($("body").text()).not.toContain("Words.");
});

test("an Arabic mail runs from right to left, and the first photo of a pair stands on the right", () => {
  const { $, html } = rendered(anArabicMail());
  expect($("html").attr("dir")).toBe("rtl");
  expect($('[role="article"]').attr("dir")).toBe("rtl");
  expect(html).not.toContain("text-align:left");
  expect(html).toMatch(/padding:0 0 0 4px.*padding:0 4px 0 0/s);
  expect(
    $("h2")
      .filter((_, element) => $(element).text().startsWith("Low Tide"))
      .attr("dir"),
  ).toBe("ltr");
});

test("an Arabic story in an English mail begins on the right, its caption stays with its credit on the left", () => {
  const { digest, posts } = anArabicMail();
  const { $, html } = rendered(aMailOf([...posts.values()], digest.blocks));
  const begins = (selector: string) => $(selector).filter('[dir="rtl"]');
  expect(html).toMatch(/\.t \.rtl\s*\{\s*text-align:\s*right/);
  expect(begins("h2.rtl, p.e.rtl")).toHaveLength(4);
  expect(begins("p.c").not(".rtl")).toHaveLength(4);
});

describe("hostile words", () => {
  const { $, text } = rendered(aHostileMail());

  test("stay words: no element, attribute, comment or template of theirs comes to life", () => {
    expect($("script")).toHaveLength(0);
    expect($("b")).toHaveLength(0);
    expect($("h2").first().text()).toContain("<script>alert(101)</script>");
    expect($("h2").first().text()).toContain("{{#each x}} {{{constructor}}}");
    expect($("h1").text()).toBe('Flash & "bulb" <b>{{x}}</b>');
  });

  test("stay on their line and turn nothing around", () => {
    expect(text).not.toMatch(/^Bcc:/m);
    expect(`${$.html()}${text}`).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test("cannot make a link that runs something", () => {
    const post = aMailPost(1, {
      title: "x",
      excerpt: "x.",
      embeds: [{ service: "other", url: "javascript:alert(1)" }],
    });
    const { html } = rendered(aMailOf([post], [{ kind: "lead", lead: { postId: post.id, excerpt: "x." } }]));
    expect(html).not.toContain("javascript:");
  });

  test("in a sponsor's text are cut after sixty words", () => {
    const sponsor = {
      ...{ id: "s", name: "S", headline: "H", url: "https://s.example/" },
      text: `${"word ".repeat(70)}end`,
      ...{ from: "2026-11-01T00:00:00.000Z", until: "2026-12-01T00:00:00.000Z" },
    };
    const { $ } = rendered(aMailOf([], [{ kind: "sponsor", sponsor }]));
    expect($("p.e").first().text().split(" ")).toHaveLength(60);
  });
});

test("a post that the digest names and nobody brought is a defect", () => {
  expect(() => viewMail(aMailOf([], [{ kind: "lead", lead: { postId: "gone", excerpt: "" } }]), "everything")).toThrow(
    "gone",
  );
});

test("a logo stands in the masthead with the newsletter's name as its alt text", () => {
  const logo = { url: "https://flashbulb.example/logo.png", width: 160, height: 40 };
  const { $ } = rendered(aRichMail({ newsletter: flashbulb({ brand: { logo } }) }));
  expect($("h1 img").attr("alt")).toBe("Flashbulb");
});

test("the accents of the newsletter are those of the mail", () => {
  const newsletter = flashbulb({ brand: { accentLight: "#123456", accentDark: "#abcdef" } });
  const { html } = rendered(aRichMail({ newsletter }));
  expect(html).toContain("color:#123456");
  expect(html).toContain("color:#abcdef!important");
});

test("every hostile field is in the fixture", () => {
  expect(hostile(1)).toMatch(/<script>.*\{\{.*"quoted".*\u202e.*\r\n/s);
});
