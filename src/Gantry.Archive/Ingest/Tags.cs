using Gantry.Dicom;

namespace Gantry.Archive.Ingest;

/// <summary>Attributes that identify an instance.</summary>
internal static class Tags
{
    public static readonly DicomTag SopClass = new(0x0008_0016);
    public static readonly DicomTag SopInstance = new(0x0008_0018);
    public static readonly DicomTag Study = new(0x0020_000D);
    public static readonly DicomTag Series = new(0x0020_000E);
}
