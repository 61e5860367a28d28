import { Segmented, type SegmentedProps } from "antd";

/** One of a few, side by side: a single stop of the Tab key, where Ant Design has one for the frame too. */
export function Choice<V extends string | number>(props: Omit<SegmentedProps<V>, "ref">) {
  return <Segmented<V> {...props} tabIndex={-1} />;
}
