import type { Instant } from "../core/time.ts";
import type { Actor } from "./act.ts";
import type { AuditStore } from "./audit-store.ts";
import type { Editor } from "./editor.ts";
import type { SessionKey } from "./session.ts";

/** What the guard leaves in a request's context for the routes behind it. */
export type ConsoleEnv = {
  Variables: {
    /** Who asks. */
    editor: Editor;
    actor: Actor;
    /** The session of a browser; a call with an API key has none. */
    sessionKey: SessionKey | undefined;
    /** Whether the person proved themself in the last five minutes; never with an API key. */
    isFresh: boolean;
    /** The one newsletter that an API key is for; every newsletter when undefined. */
    onlyNewsletter: string | undefined;
    /** A token for one form of this answer; two forms of one page may share it. */
    formToken: string;
    /** What no other form has, of the form that was sent: ids of what it creates are derived from it. */
    formDraw: string;
    /** What a `<script>` or a `<style>` of this answer must carry to count. */
    nonce: string;
    /** What every page says above all else, while something is wrong with the installation. */
    warning: string | undefined;
    /** The console's time: the real one, also where the newsletters live at a sample's instant. */
    now: Instant;
    /** Says in the audit's line what else the act was done to: what it made, for one. */
    note: (on: Record<string, string>) => void;
    audit: AuditStore;
    newWriteId: () => string;
  };
};
