namespace Gantry.Dicom;

/// <summary>A SOP Instance UID (0008,0018); only made from text that <see cref="DicomUid.IsAcceptable"/> takes.</summary>
public readonly record struct InstanceUid
{
    private readonly string? value;

    private InstanceUid(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An uninitialised InstanceUid has no value.");

    public static bool TryParse(string? text, out InstanceUid uid)
    {
        uid = DicomUid.IsAcceptable(text) ? new InstanceUid(text!) : default;
        return uid.value is not null;
    }

    public static InstanceUid Parse(string text) =>
        TryParse(text, out InstanceUid uid) ? uid : throw new FormatException($"'{text}' is not a SOP Instance UID (0008,0018).");

    public override string ToString() => value ?? "";
}
