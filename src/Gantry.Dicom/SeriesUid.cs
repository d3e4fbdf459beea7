namespace Gantry.Dicom;

/// <summary>A Series Instance UID (0020,000E); only made from text that <see cref="DicomUid.IsAcceptable"/> takes.</summary>
public readonly record struct SeriesUid
{
    private readonly string? value;

    private SeriesUid(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An uninitialised SeriesUid has no value.");

    public static bool TryParse(string? text, out SeriesUid uid)
    {
        uid = DicomUid.IsAcceptable(text) ? new SeriesUid(text!) : default;
        return uid.value is not null;
    }

    public static SeriesUid Parse(string text) =>
        TryParse(text, out SeriesUid uid) ? uid : throw new FormatException($"'{text}' is not a Series Instance UID (0020,000E).");

    public override string ToString() => value ?? "";
}
