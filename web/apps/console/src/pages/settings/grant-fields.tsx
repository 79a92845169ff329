/** Roles of one person, each in one shop or in all shops of a merchant. */
import { DeleteOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useConsole } from "../../lib/console.ts";
import { type Grant, getMe, type Role } from "../../lib/settings.ts";
import { useRoleName } from "./role-name.ts";

export function GrantFields({ roles }: { readonly roles: readonly Role[] }) {
  const { t } = useTranslation();
  const name = useRoleName(roles);
  const places = usePlaces();
  const options = roles.map((role) => ({ value: role.id, label: name(role.id) }));
  return (
    <Form.Item label={t("staff.roles")}>
      <Form.List name="grants">
        {(fields, { add, remove }) => (
          <>
            {fields.map((field) => (
              <div key={field.key} className="grant">
                <Form.Item name={[field.name, "role_id"]} noStyle>
                  <Select aria-label={t("staff.role")} options={options} />
                </Form.Item>
                <Form.Item name={[field.name]} noStyle>
                  <PlaceSelect places={places} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("staff.remove_role")}
                  onClick={() => remove(field.name)}
                />
              </div>
            ))}
            <Button size="small" onClick={() => add({ role_id: "agent", ...places[0]?.place })}>
              {t("staff.add_role")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

interface Place {
  readonly key: string;
  readonly label: string;
  readonly place: Pick<Grant, "shop_id" | "merchant_id">;
}

function usePlaces(): readonly Place[] {
  const { t } = useTranslation();
  const { session } = useConsole();
  const me = useQuery({ queryKey: ["me"], queryFn: getMe });
  return [
    ...session.shops.map((shop) => ({
      key: shop.id,
      label: shop.name,
      place: { shop_id: shop.id, merchant_id: null },
    })),
    ...(me.data?.merchants ?? []).map((merchant) => ({
      key: merchant.id,
      label: t("staff.all_shops_of", { name: merchant.name }),
      place: { shop_id: null, merchant_id: merchant.id },
    })),
  ];
}

interface PlaceSelectProps {
  readonly places: readonly Place[];
  readonly value?: Grant;
  readonly onChange?: (grant: Grant) => void;
}

/** Chooses where a role holds; the value is the whole grant. */
function PlaceSelect({ places, value, onChange }: PlaceSelectProps) {
  const { t } = useTranslation();
  const chosen = value?.shop_id ?? value?.merchant_id ?? null;
  const choose = (key: string): void => {
    const place = places.find((one) => one.key === key)?.place;
    onChange?.({ role_id: value?.role_id ?? "agent", ...place });
  };
  return (
    <Select
      aria-label={t("staff.where")}
      placeholder={t("staff.where")}
      value={chosen}
      onChange={choose}
      options={places.map(({ key, label }) => ({ value: key, label }))}
    />
  );
}
