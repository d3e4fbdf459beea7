using System.Collections.Frozen;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// The one-byte numbers under which attributes are kept in a row's bag. The order is part of the database's form: append only, never move or remove. At most 128, so that
/// which attributes a row has fits into one <see cref="UInt128"/>.
/// </summary>
internal static class AttributeCodes
{
    private static readonly uint[] Tags =
    [
        // Patient
        0x0010_0010, 0x0010_0020, 0x0010_0021, 0x0010_0030, 0x0010_0032, 0x0010_0040, 0x0010_1000, 0x0010_1001, 0x0010_2160, 0x0010_2201, 0x0010_2297, 0x0010_4000,

        // Study (its UID has a column)
        0x0008_0020, 0x0008_0030, 0x0008_0050, 0x0008_0090, 0x0008_0201, 0x0008_1030, 0x0008_1032, 0x0008_1048, 0x0008_1060, 0x0008_1080, 0x0010_1010, 0x0010_1020,
        0x0010_1030, 0x0010_2180, 0x0010_21B0, 0x0020_0010, 0x0032_1032, 0x0032_1033, 0x0032_1060, 0x0038_0010,

        // Series (its UID has a column)
        0x0008_0060, 0x0020_0011, 0x0008_0021, 0x0008_0031, 0x0008_0070, 0x0008_0080, 0x0008_1010, 0x0008_103E, 0x0008_1040, 0x0008_1050, 0x0008_1070, 0x0008_1090,
        0x0018_0015, 0x0018_1000, 0x0018_1030, 0x0018_5100, 0x0020_0052, 0x0020_0060, 0x0040_0244, 0x0040_0245, 0x0040_0253, 0x0040_0254, 0x0040_0007, 0x0040_0009,
        0x0040_1001,

        // Instance (SOP class and instance have columns)
        0x0008_0008, 0x0008_0022, 0x0008_0023, 0x0008_0032, 0x0008_0033, 0x0018_5101, 0x0020_0012, 0x0020_0013, 0x0020_0062, 0x0028_0002, 0x0028_0004, 0x0028_0008,
        0x0028_0010, 0x0028_0011, 0x0028_0100, 0x0040_A043, 0x0040_A491, 0x0040_A493, 0x0042_0010, 0x0070_0080, 0x0070_0081, 0x0070_0084,
    ];

    private static readonly FrozenDictionary<DicomTag, byte> ByTag =
        Tags.Select((tag, code) => (Tag: new DicomTag(tag), Code: (byte)code)).ToFrozenDictionary(x => x.Tag, x => x.Code);

    private static readonly QueryLevel[] Levels = [.. Tags.Select(tag => IndexedAttributes.Find(new DicomTag(tag))?.Level ?? QueryLevel.Instance)];

    public static int Count => Tags.Length;

    public static bool TryGet(DicomTag tag, out byte code) => ByTag.TryGetValue(tag, out code);

    public static QueryLevel LevelOf(byte code) => Levels[code];

    public static DicomTag TagOf(byte code) => new(Tags[code]);
}
