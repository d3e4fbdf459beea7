namespace Gantry.Dicom;

/// <summary>An application entity title: 1 to 16 printable ASCII characters, no backslash, spaces at the ends not significant (PS3.5 6.2, AE).</summary>
public readonly record struct AeTitle
{
    private readonly string? value;

    private AeTitle(string value) => this.value = value;

    public string Value => value ?? "";

    public static bool TryParse(string? text, out AeTitle title)
    {
        title = default;
        string trimmed = text?.Trim(' ') ?? "";
        if (trimmed.Length is 0 or > 16)
        {
            return false;
        }

        foreach (char c in trimmed)
        {
            if (c is < ' ' or > '~' or '\\')
            {
                return false;
            }
        }

        title = new AeTitle(trimmed);
        return true;
    }

    public static AeTitle Parse(string text) => TryParse(text, out AeTitle t) ? t : throw new FormatException($"'{text}' is not an AE title.");

    public override string ToString() => Value;
}
