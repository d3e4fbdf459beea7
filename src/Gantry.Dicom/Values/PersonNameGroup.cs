namespace Gantry.Dicom.Values;

/// <summary>One component group of a PN value; components without padding, empty where absent (PS3.5 6.2.1.1).</summary>
public sealed record PersonNameGroup(string Family, string Given, string Middle, string Prefix, string Suffix)
{
    public static PersonNameGroup Empty { get; } = new("", "", "", "", "");

    public bool IsEmpty => this == Empty;

    /// <summary>Reads components separated by '^'; what is beyond the fifth stays with the suffix.</summary>
    public static PersonNameGroup Parse(ReadOnlySpan<char> text)
    {
        string[] components = ["", "", "", "", ""];
        for (int i = 0; i < components.Length && !text.IsEmpty; i++)
        {
            int end = i == components.Length - 1 ? -1 : text.IndexOf('^');
            components[i] = (end < 0 ? text : text[..end]).Trim(' ').ToString();
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return new PersonNameGroup(components[0], components[1], components[2], components[3], components[4]);
    }

    /// <summary>In DICOM form, without empty components at its end.</summary>
    public override string ToString() => $"{Family}^{Given}^{Middle}^{Prefix}^{Suffix}".TrimEnd('^');
}
