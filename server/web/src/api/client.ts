import type {
  AccessEvent,
  CodeQuestion,
  CodeSearch,
  CodeSearchResult,
  CodeSystem,
  ComparedRow,
  Concept,
  Consequences,
  Decision,
  Explanation,
  Person,
  PersonSearch,
  PersonSearchResult,
  Problem,
  Session,
  Task,
  TaskComparison,
  TaskCount,
  TaskFigures,
  TaskFilter,
  TaskPage,
  TaskStep,
  TaskStepName,
  UnmaskedField,
  Verdict,
} from "./types";

/** Beyond this a person has long stopped waiting. */
const TIMEOUT_MILLIS = 30_000;

/** A file that is sent is read while it comes, and worked at. */
const FILE_TIMEOUT_MILLIS = 600_000;

/** Status of a request that never got an answer. */
export const NO_ANSWER = 0;

/** The server's refusal or failure, as it said it. Its message never holds what the person typed. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code ?? `status ${problem.status}`);
    this.name = "ProblemError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The door to `/api/v1`: same origin, session cookie, anti-forgery header on everything that is not a read. */
export class Api {
  readonly #language: () => string;
  #csrf: Session["csrf"] | undefined;

  constructor(language: () => string) {
    this.#language = language;
  }

  async session(): Promise<Session> {
    const session = await this.#ask<Session>("GET", "/api/v1/session");
    this.#csrf = session.csrf;
    return session;
  }

  /** Ends the session on the server. Resolves too when it had already ended. */
  async logOut(): Promise<void> {
    try {
      await this.#ask<unknown>("POST", "/logout");
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    }
  }

  searchPersons(search: PersonSearch): Promise<PersonSearchResult> {
    return this.#ask("POST", "/api/v1/persons/search", search);
  }

  person(enterpriseId: string): Promise<Person> {
    return this.#ask("GET", `/api/v1/persons/${encodeURIComponent(enterpriseId)}`);
  }

  /** Each call is an entry of the access log. */
  unmaskPerson(enterpriseId: string, field: string): Promise<UnmaskedField> {
    return this.#ask("POST", `/api/v1/persons/${encodeURIComponent(enterpriseId)}/unmask`, { field });
  }

  explanation(enterpriseId: string, source: string, other: string): Promise<Explanation> {
    const pair = new URLSearchParams({ source, other });
    return this.#ask("GET", `/api/v1/persons/${encodeURIComponent(enterpriseId)}/explanation?${pair}`);
  }

  codeSystems(): Promise<CodeSystem[]> {
    return this.#ask("GET", "/api/v1/code-systems");
  }

  searchCodes(search: CodeSearch): Promise<CodeSearchResult> {
    return this.#ask("POST", "/api/v1/code-systems/search", search);
  }

  concept(question: CodeQuestion): Promise<Concept> {
    return this.#ask("POST", "/api/v1/code-systems/lookup", question);
  }

  accessLog(enterpriseId: string): Promise<{ items: AccessEvent[] }> {
    return this.#ask("GET", `/api/v1/access-log?${new URLSearchParams({ person: enterpriseId })}`);
  }

  tasks(filter: TaskFilter, after: string | undefined, limit: number): Promise<TaskPage> {
    const question = new URLSearchParams({ limit: String(limit), order: filter.gravestFirst ? "gravest" : "oldest" });
    for (const type of filter.types) question.append("type", type);
    for (const state of filter.states) question.append("state", state);
    if (filter.facility !== undefined) question.set("facility", filter.facility);
    if (filter.assignee !== undefined) question.set("assignee", filter.assignee);
    if (filter.undecidedBy !== undefined) question.set("undecidedBy", filter.undecidedBy);
    if (filter.openedBefore !== undefined) question.set("openedBefore", filter.openedBefore);
    if (after !== undefined) question.set("after", after);
    return this.#ask("GET", `/api/v1/tasks?${question}`);
  }

  taskCounts(): Promise<TaskCount[]> {
    return this.#ask("GET", "/api/v1/tasks/counts");
  }

  taskFigures(): Promise<TaskFigures> {
    return this.#ask("GET", "/api/v1/tasks/figures");
  }

  task(id: string): Promise<Task> {
    return this.#ask("GET", taskPath(id));
  }

  comparison(id: string): Promise<TaskComparison> {
    return this.#ask("GET", `${taskPath(id)}/comparison`);
  }

  /** Each call is an entry of the access log. */
  unmask(id: string, field: string): Promise<ComparedRow> {
    return this.#ask("POST", `${taskPath(id)}/unmask`, { field });
  }

  previewTask(id: string, verdict: Verdict, groups?: string[][]): Promise<Consequences> {
    return this.#ask("POST", `${taskPath(id)}/preview`, { verdict, groups });
  }

  stepTask(id: string, name: TaskStepName, step: TaskStep): Promise<Task> {
    return this.#ask("POST", `${taskPath(id)}/${name}`, step);
  }

  decideTask(id: string, step: TaskStep): Promise<{ task: Task; consequences?: Consequences }> {
    return this.#ask("POST", `${taskPath(id)}/decide`, step);
  }

  previewDecision(decision: Decision): Promise<Consequences> {
    return this.#ask("POST", "/api/v1/persons/decisions/preview", decision);
  }

  decide(decision: Decision): Promise<Consequences> {
    return this.#ask("POST", "/api/v1/persons/decisions", decision);
  }

  /** For pages that keep what they ask beside themselves. */
  get<T>(path: string): Promise<T> {
    return this.#ask("GET", path);
  }

  /** @param body JSON, or a file, which goes as it is */
  post<T>(path: string, body?: unknown): Promise<T> {
    return this.#ask("POST", path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.#ask("DELETE", path);
  }

  async #ask<T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
    const headers = new Headers({ Accept: "application/json", "Accept-Language": this.#language() });
    const isFile = body instanceof Blob;
    if (isFile) headers.set("Content-Type", body.type);
    else if (body !== undefined) headers.set("Content-Type", "application/json");
    if (method !== "GET" && this.#csrf !== undefined) headers.set(this.#csrf.header, this.#csrf.token);
    let response: Response;
    try {
      response = await fetch(path, {
        method,
        headers,
        body: isFile ? body : body === undefined ? null : JSON.stringify(body),
        credentials: "same-origin",
        cache: "no-store",
        // A redirect here is a log-in page or the way out after /logout; neither is an answer.
        redirect: "manual",
        signal: AbortSignal.timeout(isFile ? FILE_TIMEOUT_MILLIS : TIMEOUT_MILLIS),
      });
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === "TimeoutError";
      throw new ProblemError({ status: NO_ANSWER, code: timedOut ? "TIMEOUT" : "OFFLINE" });
    }
    if (response.type === "opaqueredirect") {
      if (path === "/logout") return undefined as T;
      throw new ProblemError({ status: 401, code: "SESSION_ENDED" });
    }
    if (!response.ok) throw new ProblemError(await problemOf(response));
    const answer = await response.text();
    return (answer === "" ? undefined : JSON.parse(answer, absentForNull)) as T;
  }
}

function taskPath(id: string): string {
  return `/api/v1/tasks/${encodeURIComponent(id)}`;
}

/** The server writes null for what is absent; here that is a missing property. */
function absentForNull(_: string, value: unknown): unknown {
  return value === null ? undefined : value;
}

async function problemOf(response: Response): Promise<Problem> {
  if (response.headers.get("Content-Type")?.includes("json")) {
    const body: unknown = await response.json().catch(() => ({}));
    const language = response.headers.get("Content-Language");
    if (typeof body === "object" && body !== null) return { ...body, status: response.status, ...(language === null ? {} : { language }) };
  }
  return { status: response.status };
}
