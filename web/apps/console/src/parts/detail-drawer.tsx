/** Details beside a list, which stays in use; over it on a phone. */
import { Drawer } from "antd";
import { type ReactNode, useEffect, useState } from "react";

interface DetailDrawerProps {
  readonly open: boolean;
  readonly title: ReactNode;
  readonly close: () => void;
  readonly extra?: ReactNode;
  /** Wider than usual, for what is shown side by side. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

const WIDTH = 520;
const WIDE = 880;

export function DetailDrawer({ open, title, close, extra, wide, children }: DetailDrawerProps) {
  const width = useWindowWidth();
  const wanted = wide ? WIDE : WIDTH;
  return (
    <Drawer
      open={open}
      onClose={close}
      title={title}
      size={Math.min(wanted, width)}
      extra={extra}
      destroyOnHidden
      mask={width <= wanted}
    >
      {children}
    </Drawer>
  );
}

function useWindowWidth(): number {
  const [width, setWidth] = useState(window.innerWidth);
  useEffect(() => {
    const read = (): void => setWidth(window.innerWidth);
    window.addEventListener("resize", read);
    return () => window.removeEventListener("resize", read);
  }, []);
  return width;
}
