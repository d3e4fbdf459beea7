using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>How many bytes elements take when <see cref="ElementWriter"/> writes them.</summary>
internal static class EncodedLength
{
    /// <summary>The VR that is written: UN where a value is too long for a 16-bit length or the VR is not known (PS3.5 6.2.2).</summary>
    public static Vr VrOf(Element element, ElementEncoding encoding) =>
        element.Vr == Vr.None || (encoding.IsExplicit && element.Value.Length > 0xFFFE && VrRules.HasShortLength(element.Vr)) ? Vr.UN : element.Vr;

    public static uint Even(int length) => ((uint)length + 1) & ~1u;

    public static uint OfGroup(Dataset dataset, ushort group, ElementEncoding encoding)
    {
        uint sum = 0;
        foreach (Element element in dataset)
        {
            sum += element.Tag.Group == group && !element.Tag.IsGroupLength ? Of(element, encoding) : 0;
        }

        return sum;
    }

    public static uint OfElements(Dataset dataset, ElementEncoding encoding)
    {
        uint sum = 0;
        foreach (Element element in dataset)
        {
            sum += Of(element, encoding);
        }

        return sum;
    }

    /// <summary>All items with their headers and delimiters, without the sequence's own delimiter.</summary>
    public static uint OfItems(IReadOnlyList<Dataset> items, ElementEncoding encoding)
    {
        uint sum = 0;
        for (int i = 0; i < items.Count; i++)
        {
            sum += 8 + OfElements(items[i], encoding) + (items[i].HasDefinedLength ? 0u : 8u);
        }

        return sum;
    }

    private static uint Of(Element element, ElementEncoding encoding)
    {
        uint header = encoding.IsExplicit && !VrRules.HasShortLength(VrOf(element, encoding)) ? 12u : 8u;
        if (element.Vr == Vr.SQ || element.Items is not null)
        {
            ElementEncoding inner = element.IsUnknownVr && encoding.IsExplicit ? encoding.ForUnknown : encoding;
            return header + OfItems(element.Items ?? [], inner) + (element.HasDefinedLength ? 0u : 8u);
        }

        if (element.Fragments is null)
        {
            return header + Even(element.Value.Length);
        }

        uint sum = header + 8;
        foreach (ReadOnlyMemory<byte> fragment in element.Fragments)
        {
            sum += 8 + Even(fragment.Length);
        }

        return sum;
    }
}
