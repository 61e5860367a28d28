import { Pagination } from "antd";
import { useAddress } from "../app/address";
import { useWords } from "../words";

/** The pages of a list; the address holds which one is shown. */
export function Pages({ total, pageSize, page }: { total: number; pageSize: number; page: number }) {
  const { t } = useWords();
  const { set } = useAddress();
  if (total === 0) return null;
  return (
    <Pagination
      className="pages" current={page} pageSize={pageSize} total={total} responsive showSizeChanger
      pageSizeOptions={[20, 50, 100]} showTotal={t.table.total}
      onChange={(next, size) => set(size === pageSize ? { page: next } : { page_size: size === 20 ? null : size, page: null })}
    />
  );
}
