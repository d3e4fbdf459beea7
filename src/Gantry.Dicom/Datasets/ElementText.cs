using Ascii = System.Text.Encoding;

namespace Gantry.Dicom.Datasets;

/// <summary>Values as text: strings without padding, numbers in invariant form, AT as eight hex digits; nothing for byte streams and sequences.</summary>
internal static class ElementText
{
    private const byte Escape = 0x1B;

    public static string? First(Element element, Dataset dataset)
    {
        element = element.Reveal();
        if (VrRules.IsString(element.Vr))
        {
            string text = Decode(element, dataset);
            int end = VrRules.IsSingleText(element.Vr) ? -1 : text.IndexOf('\\', StringComparison.Ordinal);
            string first = Trim(end < 0 ? text : text[..end], element.Vr);
            return first.Length > 0 ? first : null;
        }

        return ElementNumbers.CountOf(element) > 0 ? ElementNumbers.Format(element, 0) : null;
    }

    public static IReadOnlyList<string> All(Element element, Dataset dataset)
    {
        element = element.Reveal();
        if (VrRules.IsString(element.Vr))
        {
            return Split(Decode(element, dataset), element.Vr);
        }

        int count = ElementNumbers.CountOf(element);
        string[] values = new string[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = ElementNumbers.Format(element, i);
        }

        return values;
    }

    /// <summary>The terms of Specific Character Set itself, which are in the default repertoire; an empty first term counts (PS3.3 C.12.1.1.2).</summary>
    public static IReadOnlyList<string> CharacterSetTerms(Element element) => Split(Ascii.Latin1.GetString(element.Value.Span), Vr.CS);

    private static string Decode(Element element, Dataset dataset)
    {
        ReadOnlySpan<byte> bytes = element.Value.Span;

        // ASCII without escapes is the same in every set, multi-byte ones included.
        bool isPlain = System.Text.Ascii.IsValid(bytes) && !bytes.Contains(Escape);
        return isPlain ? Ascii.ASCII.GetString(bytes)
            : VrRules.UsesCharacterSet(element.Vr) ? dataset.CharacterSet.Decode(bytes, element.Vr)
            : Ascii.Latin1.GetString(bytes);
    }

    private static string[] Split(string text, Vr vr)
    {
        if (VrRules.IsSingleText(vr) || !text.Contains('\\', StringComparison.Ordinal))
        {
            string only = Trim(text, vr);
            return only.Length == 0 ? [] : [only];
        }

        string[] values = text.Split('\\');
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Trim(values[i], vr);
        }

        return values;
    }

    private static string Trim(string text, Vr vr)
    {
        // Lenient: NUL as padding of strings other than UI, and spaces as padding of UI, PS3.5 6.2.
        string trimmed = text.TrimEnd(' ', '\0');
        return VrRules.IgnoresLeadingSpace(vr) ? trimmed.TrimStart(' ') : trimmed;
    }
}
