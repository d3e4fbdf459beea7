namespace Gantry.Dicom.Encoding;

/// <summary>Malformed bytes as a value: what, where (byte offset from the start of the parsed stream, path of tags) and why.</summary>
public sealed record DicomError(DicomErrorKind Kind, long Offset, string Path, string Detail)
{
    public override string ToString() => $"{Kind} at byte {Offset}{(Path.Length == 0 ? "" : " in " + Path)}: {Detail}";
}
