namespace Gantry.Dicom;

/// <summary>A Study Instance UID (0020,000D); only made from text that <see cref="DicomUid.IsAcceptable"/> takes.</summary>
public readonly record struct StudyUid
{
    private readonly string? value;

    private StudyUid(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An uninitialised StudyUid has no value.");

    public static bool TryParse(string? text, out StudyUid uid)
    {
        uid = DicomUid.IsAcceptable(text) ? new StudyUid(text!) : default;
        return uid.value is not null;
    }

    public static StudyUid Parse(string text) =>
        TryParse(text, out StudyUid uid) ? uid : throw new FormatException($"'{text}' is not a Study Instance UID (0020,000D).");

    public override string ToString() => value ?? "";
}
