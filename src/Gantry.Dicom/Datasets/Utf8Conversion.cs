using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Text;

namespace Gantry.Dicom.Datasets;

/// <summary>Brings a data set's text to UTF-8 (ISO_IR 192), with the items that inherit its character set; an item that names a set of its own keeps it (PS3.3 C.12.1.1.2).</summary>
public static class Utf8Conversion
{
    /// <summary>
    /// Converts every value that Specific Character Set governs, and names the set. What its old set cannot read becomes U+FFFD; text that hides in UN is converted where the dictionary
    /// knows the attribute.
    /// </summary>
    public static void Convert(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ConvertText(dataset);
        dataset.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
    }

    private static void ConvertText(Dataset dataset)
    {
        SpecificCharacterSet set = dataset.CharacterSet;
        List<Element> changed = [];
        foreach (Element element in dataset)
        {
            if (element.Items is { } items)
            {
                foreach (Dataset item in items.Where(item => !item.Contains(Tags.SpecificCharacterSet)))
                {
                    ConvertText(item);
                }
            }
            else if (Convert(element, set) is { } converted)
            {
                changed.Add(converted);
            }
        }

        foreach (Element element in changed)
        {
            dataset.Add(element);
        }
    }

    /// <summary>Null for an element that stays as it is.</summary>
    private static Element? Convert(Element element, SpecificCharacterSet set)
    {
        Vr vr = element.Reveal().Vr;
        ReadOnlySpan<byte> bytes = element.Value.Span;
        if (!VrRules.UsesCharacterSet(vr) || (System.Text.Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B)))
        {
            return null;
        }

        byte[] text = SpecificCharacterSet.Utf8.Encode(set.Decode(bytes, vr).TrimEnd(' ', '\0'), vr, out _);
        if (text.Length % 2 != 0)
        {
            text = [.. text, (byte)' '];
        }

        return new Element { Tag = element.Tag, Vr = element.Vr, Value = text };
    }
}
