/** What `GET /api/studies/{study}/manifest` answers; the contract is docs/design/web-api.md. */

/** Values of one frame's pixels and how they are shown; frames share formats (PS3.3 C.7.6.3, C.11.1, C.11.2). */
export interface PixelFormat {
  readonly syntax: string;
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly allocated: number;
  readonly stored: number;
  readonly high: number;
  readonly signed: boolean;
  readonly float?: boolean;
  readonly photometric: string;
  /** 1: colour-by-plane. */
  readonly planar?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly rescaleType?: string;
  readonly windows?: readonly VoiWindow[];
  readonly voiFunction?: string;
  /** A Presentation LUT Shape of INVERSE shows the smallest value white. */
  readonly inverse?: boolean;
  /** Row and column distance in mm; `spacingOf` says what was calibrated. */
  readonly spacing?: readonly [number, number];
  readonly spacingOf?: 'patient' | 'imager' | 'region';
  /** Pixel Aspect Ratio (vertical, horizontal) where there is no spacing. */
  readonly aspect?: readonly [number, number];
  /** Direction cosines of row and column in the patient (LPS). */
  readonly orientation?: readonly number[];
  /** Patient Orientation (0020,0020): letters for the row's and the column's direction. */
  readonly letters?: readonly string[];
  /** First and last value of pixel padding, as stored. */
  readonly padding?: readonly [number, number];
  readonly palette?: Palette;
  /** Modality and VOI LUTs, where the instance has them instead of numbers. */
  readonly modalityLut?: LookupTable;
  readonly voiLuts?: readonly LookupTable[];
  readonly lossy?: boolean;
  readonly thickness?: number;
}

export interface VoiWindow {
  readonly centre: number;
  readonly width: number;
  readonly name?: string;
}

/** A lookup table: the first mapped value, bits of an entry, and the entries as base64 of little-endian 16-bit words. */
export interface LookupTable {
  readonly first: number;
  readonly bits: number;
  readonly data: string;
  readonly name?: string;
}

export interface Palette {
  readonly red: LookupTable;
  readonly green: LookupTable;
  readonly blue: LookupTable;
}

export interface InstanceEntry {
  readonly uid: string;
  readonly number?: number;
  readonly frames: number;
  /** Frames a second, where the instance says how fast it was acquired or is to be shown. */
  readonly fps?: number;
  readonly time?: string;
  /** Overlay planes (60xx) are in it. */
  readonly overlays?: boolean;
}

/** Columns, one entry a frame, in the order in which a reader pages. */
export interface FrameColumns {
  readonly instance: readonly number[];
  readonly frame: readonly number[];
  readonly format: readonly number[];
  /** Bytes as they are sent. */
  readonly bytes: readonly number[];
  /** Image Position (Patient), mm LPS; null where it has none. */
  readonly position?: readonly (readonly number[] | null)[];
}

/** What is in a series beside images: reports, documents, presentation states and so on. */
export interface OtherObject {
  readonly uid: string;
  readonly sopClass: string;
  readonly kind: string;
  readonly title?: string;
  readonly number?: number;
}

export interface SeriesManifest {
  readonly uid: string;
  /** Names this state of the series; frame numbers hold only with it. */
  readonly version: string;
  readonly number?: number;
  readonly modality: string;
  readonly description?: string;
  readonly bodyPart?: string;
  readonly laterality?: string;
  readonly protocol?: string;
  readonly date?: string;
  readonly time?: string;
  readonly station?: string;
  readonly manufacturer?: string;
  readonly frameOfReference?: string;
  readonly instanceCount: number;
  readonly formats: readonly PixelFormat[];
  readonly instances: readonly InstanceEntry[];
  readonly frames: FrameColumns;
  readonly objects: readonly OtherObject[];
}

export interface StudyManifest {
  readonly study: {
    readonly uid: string;
    readonly date?: string;
    readonly time?: string;
    readonly description?: string;
    readonly accession?: string;
    readonly id?: string;
    readonly referring?: string;
    readonly institution?: string;
  };
  readonly patient: {
    readonly name?: string;
    readonly id?: string;
    readonly birthDate?: string;
    readonly sex?: string;
    readonly age?: string;
  };
  readonly series: readonly SeriesManifest[];
}
