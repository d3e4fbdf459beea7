using System.Collections.Frozen;
using Gantry.Archive.Query;
using Gantry.Dicom;

namespace Gantry.Archive.Index;

/// <summary>
/// The attributes that the index holds: every required and unique key of PS3.4 C.6.2 and PS3.18 10.6, and those that people search and sort by. All else is in
/// the series' metadata record. An instance costs at most about 1 KB of index, so what is added at instance level is paid for a billion times.
/// </summary>
public static class IndexedAttributes
{
    private static readonly DicomTag RequestAttributesSequence = new(0x0040_0275);

    public static IReadOnlyList<IndexedAttribute> Patient { get; } =
    [
        At(QueryLevel.Patient, 0x0010_0010, Vr.PN), // Patient's Name
        At(QueryLevel.Patient, 0x0010_0020, Vr.LO), // Patient ID
        At(QueryLevel.Patient, 0x0010_0021, Vr.LO), // Issuer of Patient ID
        At(QueryLevel.Patient, 0x0010_0030, Vr.DA), // Patient's Birth Date
        At(QueryLevel.Patient, 0x0010_0032, Vr.TM), // Patient's Birth Time
        At(QueryLevel.Patient, 0x0010_0040, Vr.CS), // Patient's Sex
        At(QueryLevel.Patient, 0x0010_1000, Vr.LO), // Other Patient IDs
        At(QueryLevel.Patient, 0x0010_1001, Vr.PN), // Other Patient Names
        At(QueryLevel.Patient, 0x0010_2160, Vr.SH), // Ethnic Group
        At(QueryLevel.Patient, 0x0010_2201, Vr.LO), // Patient Species Description
        At(QueryLevel.Patient, 0x0010_2297, Vr.PN), // Responsible Person
        At(QueryLevel.Patient, 0x0010_4000, Vr.LT), // Patient Comments
    ];

    public static IReadOnlyList<IndexedAttribute> Study { get; } =
    [
        At(QueryLevel.Study, 0x0020_000D, Vr.UI), // Study Instance UID
        At(QueryLevel.Study, 0x0008_0020, Vr.DA), // Study Date
        At(QueryLevel.Study, 0x0008_0030, Vr.TM), // Study Time
        At(QueryLevel.Study, 0x0008_0050, Vr.SH), // Accession Number
        At(QueryLevel.Study, 0x0008_0090, Vr.PN), // Referring Physician's Name
        At(QueryLevel.Study, 0x0008_0201, Vr.SH), // Timezone Offset From UTC: of SOP Common, but a required study key (PS3.18 10.6.1.2)
        At(QueryLevel.Study, 0x0008_1030, Vr.LO), // Study Description
        At(QueryLevel.Study, 0x0008_1032, Vr.SQ), // Procedure Code Sequence
        At(QueryLevel.Study, 0x0008_1048, Vr.PN), // Physician(s) of Record
        At(QueryLevel.Study, 0x0008_1060, Vr.PN), // Name of Physician(s) Reading Study
        At(QueryLevel.Study, 0x0008_1080, Vr.LO), // Admitting Diagnoses Description
        At(QueryLevel.Study, 0x0010_1010, Vr.AS), // Patient's Age
        At(QueryLevel.Study, 0x0010_1020, Vr.DS), // Patient's Size
        At(QueryLevel.Study, 0x0010_1030, Vr.DS), // Patient's Weight
        At(QueryLevel.Study, 0x0010_2180, Vr.SH), // Occupation
        At(QueryLevel.Study, 0x0010_21B0, Vr.LT), // Additional Patient History
        At(QueryLevel.Study, 0x0020_0010, Vr.SH), // Study ID
        At(QueryLevel.Study, 0x0032_1032, Vr.PN), // Requesting Physician
        At(QueryLevel.Study, 0x0032_1033, Vr.LO), // Requesting Service
        At(QueryLevel.Study, 0x0032_1060, Vr.LO), // Requested Procedure Description
        At(QueryLevel.Study, 0x0038_0010, Vr.LO), // Admission ID
    ];

    public static IReadOnlyList<IndexedAttribute> Series { get; } =
    [
        At(QueryLevel.Series, 0x0020_000E, Vr.UI), // Series Instance UID
        At(QueryLevel.Series, 0x0008_0060, Vr.CS), // Modality
        At(QueryLevel.Series, 0x0020_0011, Vr.IS), // Series Number
        At(QueryLevel.Series, 0x0008_0021, Vr.DA), // Series Date
        At(QueryLevel.Series, 0x0008_0031, Vr.TM), // Series Time
        At(QueryLevel.Series, 0x0008_0070, Vr.LO), // Manufacturer
        At(QueryLevel.Series, 0x0008_0080, Vr.LO), // Institution Name
        At(QueryLevel.Series, 0x0008_1010, Vr.SH), // Station Name
        At(QueryLevel.Series, 0x0008_103E, Vr.LO), // Series Description
        At(QueryLevel.Series, 0x0008_1040, Vr.LO), // Institutional Department Name
        At(QueryLevel.Series, 0x0008_1050, Vr.PN), // Performing Physician's Name
        At(QueryLevel.Series, 0x0008_1070, Vr.PN), // Operators' Name
        At(QueryLevel.Series, 0x0008_1090, Vr.LO), // Manufacturer's Model Name
        At(QueryLevel.Series, 0x0018_0015, Vr.CS), // Body Part Examined
        At(QueryLevel.Series, 0x0018_1000, Vr.LO), // Device Serial Number
        At(QueryLevel.Series, 0x0018_1030, Vr.LO), // Protocol Name
        At(QueryLevel.Series, 0x0018_5100, Vr.CS), // Patient Position
        At(QueryLevel.Series, 0x0020_0052, Vr.UI), // Frame of Reference UID
        At(QueryLevel.Series, 0x0020_0060, Vr.CS), // Laterality
        At(QueryLevel.Series, 0x0040_0244, Vr.DA), // Performed Procedure Step Start Date
        At(QueryLevel.Series, 0x0040_0245, Vr.TM), // Performed Procedure Step Start Time
        At(QueryLevel.Series, 0x0040_0253, Vr.SH), // Performed Procedure Step ID
        At(QueryLevel.Series, 0x0040_0254, Vr.LO), // Performed Procedure Step Description
        At(QueryLevel.Series, 0x0040_0007, Vr.LO) with { Sequence = RequestAttributesSequence }, // Scheduled Procedure Step Description
        At(QueryLevel.Series, 0x0040_0009, Vr.SH) with { Sequence = RequestAttributesSequence }, // Scheduled Procedure Step ID
        At(QueryLevel.Series, 0x0040_1001, Vr.SH) with { Sequence = RequestAttributesSequence }, // Requested Procedure ID
    ];

    public static IReadOnlyList<IndexedAttribute> Instance { get; } =
    [
        At(QueryLevel.Instance, 0x0008_0016, Vr.UI), // SOP Class UID
        At(QueryLevel.Instance, 0x0008_0018, Vr.UI), // SOP Instance UID
        At(QueryLevel.Instance, 0x0008_0008, Vr.CS), // Image Type
        At(QueryLevel.Instance, 0x0008_0022, Vr.DA), // Acquisition Date
        At(QueryLevel.Instance, 0x0008_0023, Vr.DA), // Content Date
        At(QueryLevel.Instance, 0x0008_0032, Vr.TM), // Acquisition Time
        At(QueryLevel.Instance, 0x0008_0033, Vr.TM), // Content Time
        At(QueryLevel.Instance, 0x0018_5101, Vr.CS), // View Position
        At(QueryLevel.Instance, 0x0020_0012, Vr.IS), // Acquisition Number
        At(QueryLevel.Instance, 0x0020_0013, Vr.IS), // Instance Number
        At(QueryLevel.Instance, 0x0020_0062, Vr.CS), // Image Laterality
        At(QueryLevel.Instance, 0x0028_0002, Vr.US), // Samples per Pixel
        At(QueryLevel.Instance, 0x0028_0004, Vr.CS), // Photometric Interpretation
        At(QueryLevel.Instance, 0x0028_0008, Vr.IS), // Number of Frames
        At(QueryLevel.Instance, 0x0028_0010, Vr.US), // Rows
        At(QueryLevel.Instance, 0x0028_0011, Vr.US), // Columns
        At(QueryLevel.Instance, 0x0028_0100, Vr.US), // Bits Allocated
        At(QueryLevel.Instance, 0x0040_A043, Vr.SQ), // Concept Name Code Sequence: a document's title
        At(QueryLevel.Instance, 0x0040_A491, Vr.CS), // Completion Flag
        At(QueryLevel.Instance, 0x0040_A493, Vr.CS), // Verification Flag
        At(QueryLevel.Instance, 0x0042_0010, Vr.ST), // Document Title
        At(QueryLevel.Instance, 0x0070_0080, Vr.CS), // Content Label
        At(QueryLevel.Instance, 0x0070_0081, Vr.LO), // Content Description
        At(QueryLevel.Instance, 0x0070_0084, Vr.PN), // Content Creator's Name
    ];

    /// <summary>Every one of them, patient first.</summary>
    public static IReadOnlyList<IndexedAttribute> All { get; } = [.. Patient, .. Study, .. Series, .. Instance];

    private static readonly FrozenDictionary<DicomTag, IndexedAttribute> ByTag = All.ToFrozenDictionary(a => a.Tag);

    /// <summary>The attribute with this tag; null when the index does not hold it.</summary>
    public static IndexedAttribute? Find(DicomTag tag) => ByTag.GetValueOrDefault(tag);

    /// <summary>Is this a sequence whose items hold attributes of the index?</summary>
    public static bool IsSequence(DicomTag tag) => tag == RequestAttributesSequence;

    private static IndexedAttribute At(QueryLevel level, uint tag, Vr vr) => new(new DicomTag(tag), vr, level);
}
