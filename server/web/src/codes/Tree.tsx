import { useState } from "react";
import { Link } from "react-router";
import { useChildren } from "../api/terminology";
import type { CodeSystem } from "../api/types";
import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import { Icon } from "../ui/Icon";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Pager } from "../ui/Pager";
import styles from "./CodesPage.module.css";

const PER_PAGE = 100;

/** The codes below one code, or at the top of the list, in the list's own order; and the way back up. */
export function Tree({ system, under, open, list }: { system: CodeSystem; under: string | null; open: string | null; list: React.RefObject<HTMLUListElement | null> }) {
  const { text, language } = useWords();
  const [offset, setOffset] = useState(0);
  const found = useChildren({ system: system.system, version: system.version, limit: PER_PAGE, offset, ...(under === null ? {} : { code: under }) });
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const { path, items, total, hierarchy } = found.data;
  const to = (level: string | null, code: string | null) =>
    `/codes?${new URLSearchParams({ system: system.system, version: system.version, ...(level === null ? {} : { under: level }), ...(code === null ? {} : { code }) })}`;
  const named = (item: { display: string; designations?: { language?: string; value: string }[] }) =>
    item.designations?.find((designation) => designation.language === language)?.value ?? item.display;
  return (
    <>
      <nav className={styles.path} aria-label={text("codes.path")}>
        <Link to={to(null, open)}>{text(hierarchy ? "codes.top" : "codes.all")}</Link>
        {path.map((above) => (
          <span key={above.code}>
            <Icon name="next" />
            <Link to={to(above.code, above.code)} title={above.display} aria-current={above.code === under ? "true" : undefined}>
              {above.code}
            </Link>
          </span>
        ))}
      </nav>
      <p className={styles.quiet} role="status">
        {text("codes.below", { count: total })}
      </p>
      {items.length === 0 ? (
        <Notice icon="empty" title={text("codes.nothingBelow")} />
      ) : (
        <ul className={styles.hits} ref={list} aria-busy={found.isPlaceholderData}>
          {items.map((item) => (
            <li key={item.code} className={styles.branch}>
              <Link className={styles.hit} to={to(under, item.code)} aria-current={item.code === open ? "true" : undefined}>
                <code className={styles.code}>{item.code}</code>
                <span className={styles.words}>
                  <span className={styles.display}>{named(item)}</span>
                  {!item.active && <span className={styles.beside}>{text("codes.inactive")}</span>}
                </span>
              </Link>
              {item.children > 0 && (
                <Link className={styles.down} to={to(item.code, item.code)} aria-label={text("codes.down", { code: item.code, count: item.children })}>
                  {shownCount(item.children, language)}
                  <Icon name="next" />
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
      <Pager offset={offset} size={PER_PAGE} total={total} onOffset={setOffset} />
    </>
  );
}
