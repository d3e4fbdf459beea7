using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Datasets;

/// <summary>Looks into UN elements of defined length, whose bytes are implicit VR little endian (PS3.5 6.2.2).</summary>
internal static class UnknownElement
{
    private static ReadOnlySpan<byte> ItemStart => [0xFE, 0xFF, 0x00, 0xE0];

    public static Element Reveal(Element element)
    {
        if (element.Vr != Vr.UN)
        {
            return element;
        }

        Vr vr = ImplicitVr.Of(element.Tag, isSigned: false);
        if (vr is Vr.SQ || (vr is Vr.UN && element.Value.Span.StartsWith(ItemStart)))
        {
            return DatasetReader.ReadHidden(element) ?? element;
        }

        return vr == Vr.UN ? element : new Element { Tag = element.Tag, Vr = vr, Value = element.Value };
    }
}
