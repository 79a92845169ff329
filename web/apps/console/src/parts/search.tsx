/** A field to look something up; acts on Enter. */
import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useState } from "react";

interface SearchProps {
  readonly label: string;
  readonly find: (words: string) => void;
  /** Called at every change, for lists that filter while one types. */
  readonly typed?: (words: string) => void;
}

export function Search({ label, find, typed }: SearchProps) {
  const [words, setWords] = useState("");
  const change = (next: string): void => {
    setWords(next);
    typed?.(next.trim());
  };
  return (
    <Input
      className="search"
      allowClear
      prefix={<SearchOutlined />}
      placeholder={label}
      aria-label={label}
      value={words}
      onChange={(event) => change(event.target.value)}
      onPressEnter={() => find(words.trim())}
    />
  );
}
