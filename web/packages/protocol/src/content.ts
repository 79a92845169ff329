/** What a message can hold, tagged by `kind`. The server leaves out empty fields. */

export interface Text {
  readonly kind: "text";
  readonly text: string;
}

export interface Picture {
  readonly kind: "picture";
  readonly url: string;
  readonly text?: string;
  readonly width?: number;
  readonly height?: number;
}

export interface Video {
  readonly kind: "video";
  readonly url: string;
  readonly poster?: string;
  readonly seconds?: number;
}

export interface Sticker {
  readonly kind: "sticker";
  readonly name: string;
}

export interface ProductCard {
  readonly kind: "product_card";
  readonly product_id: string;
  readonly title: string;
  readonly price_fen?: number;
  readonly picture?: string;
  readonly state?: string;
}

export interface OrderCard {
  readonly kind: "order_card";
  readonly order_id: string;
  readonly state: string;
  readonly total_fen?: number;
  readonly title?: string;
  readonly picture?: string;
}

export interface ParcelCard {
  readonly kind: "parcel_card";
  readonly waybill_id: string;
  readonly courier: string;
  readonly status: string;
  readonly place?: string;
  readonly at?: string;
  readonly order_id?: string;
}

export interface Choice {
  readonly label: string;
  readonly say: string;
}

export interface Choices {
  readonly kind: "choices";
  readonly text: string;
  readonly options: readonly Choice[];
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly value?: string;
}

export interface Form {
  readonly kind: "form";
  readonly text: string;
  readonly fields: readonly FormField[];
}

export interface FileContent {
  readonly kind: "file";
  readonly url: string;
  readonly name: string;
  /** Bytes. */
  readonly size?: number;
}

export type Content =
  | Text
  | Picture
  | Video
  | Sticker
  | ProductCard
  | OrderCard
  | ParcelCard
  | Choices
  | Form
  | FileContent;

/** What a buyer may send; the server refuses the rest with `bad_content`. */
export type BuyerContent = Text | Picture | ProductCard | OrderCard;
