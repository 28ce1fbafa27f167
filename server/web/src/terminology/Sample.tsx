import { useWords } from "../i18n";
import { Table } from "../ui/Table";
import styles from "./Terminology.module.css";

const ROWS = 3;

/** The header of a file and the first rows below it, as the server reads them. */
export function Sample({ rows, header }: { rows: readonly (readonly string[])[]; header: number }) {
  const { text } = useWords();
  const names = rows[header - 1] ?? [];
  return (
    <div className={styles.sample}>
      <Table label={text("terminology.sample")}>
        <thead>
          <tr>
            {names.map((name, column) => (
              <th key={column} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(header, header + ROWS).map((row, index) => (
            <tr key={index}>
              {names.map((_, column) => (
                <td key={column} title={row[column]}>
                  {row[column] ?? ""}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
