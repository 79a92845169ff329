/** The door: login and password, and what went wrong with them. */
import { Button, Input } from "antd";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation, useSearchParams } from "react-router-dom";
import { appearance, language } from "../../lib/preferences.ts";
import { type Problem, toProblem } from "../../lib/problem.ts";
import { sessions } from "../../lib/session.ts";
import { beginSession } from "../../lib/sessions.ts";
import { useSignal } from "../../lib/signal.ts";
import { useProblemWords } from "../../parts/problem-words.ts";
import "./login.css";

interface Given {
  readonly login: string;
  readonly password: string;
}

/** Read a ready login, `?login=NAME` or `?login=NAME:PASSWORD`, as it is printed for the sample shop. */
function useGiven(): Given | null {
  const { state } = useLocation();
  const [search, setSearch] = useSearchParams();
  const [given] = useState(() => {
    const text = search.get("login");
    if (!text) return null;
    const [login = "", ...rest] = text.split(":");
    return { login, password: rest.join(":") };
  });
  useEffect(() => {
    // A password has no business in the address bar or in the history.
    if (search.has("login")) setSearch({}, { replace: true, state });
  }, [search, setSearch, state]);
  return given;
}

export function Login() {
  const { t } = useTranslation();
  const session = useSignal(sessions.signal);
  const from = (useLocation().state as { from?: string } | null)?.from ?? "/";
  const given = useGiven();
  if (session) return <Navigate to={from} replace />;
  return (
    <main className="login">
      <section className="login-card" aria-labelledby="login-title">
        <h1 id="login-title">{t("login.title")}</h1>
        <p className="login-line">{t("login.line")}</p>
        <LoginForm given={given} />
      </section>
      <Switches />
    </main>
  );
}

function LoginForm({ given }: { readonly given: Given | null }) {
  const { t } = useTranslation();
  const [login, setLogin] = useState(given?.login ?? "");
  const [password, setPassword] = useState(given?.password ?? "");
  const { problem, busy, enter } = useEnter();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (login.trim() !== "" && password !== "") void enter({ login: login.trim(), password });
  };
  return (
    <form className="login-form" onSubmit={submit}>
      {given ? (
        <p className="hint hint-act">{t(given.password === "" ? "login.half_ready" : "login.ready")}</p>
      ) : null}
      {sessions.expired && !problem ? <p className="hint hint-look">{t("login.expired")}</p> : null}
      <LoginProblem problem={problem} />
      <label htmlFor="login">{t("login.name")}</label>
      <Input
        id="login"
        size="large"
        required
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        autoFocus={!given}
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <label htmlFor="password">{t("login.password")}</label>
      <Input.Password
        id="password"
        size="large"
        required
        autoComplete="current-password"
        autoFocus={given?.password === ""}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        loading={busy}
        block
        autoFocus={given !== null && given.password !== ""}
      >
        {t("login.enter")}
      </Button>
    </form>
  );
}

interface Enter {
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly enter: (given: Given) => Promise<void>;
}

function useEnter(): Enter {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = async ({ login, password }: Given): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      sessions.enter(await beginSession(login, password));
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };
  return { problem, busy, enter };
}

function LoginProblem({ problem }: { readonly problem: Problem | null }) {
  const words = useProblemWords();
  return (
    <div role="alert" aria-live="assertive">
      {problem ? <p className="hint hint-bad">{words(problem)}</p> : null}
    </div>
  );
}

function Switches() {
  const { t } = useTranslation();
  const english = useSignal(language) === "en";
  const dark = useSignal(appearance) === "dark";
  return (
    <footer className="login-switches">
      <Button type="link" onClick={() => language.set(english ? "zh-CN" : "en")}>
        {english ? "中文" : "English"}
      </Button>
      <Button type="link" onClick={() => appearance.set(dark ? "light" : "dark")}>
        {t(dark ? "nav.light" : "nav.dark")}
      </Button>
    </footer>
  );
}
