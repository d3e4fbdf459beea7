using Gantry.Dicom.Dictionary;

namespace Gantry.Dicom.Encoding;

/// <summary>Which VR an element has where the encoding does not say (PS3.5 A.1, PS3.6).</summary>
internal static class ImplicitVr
{
    /// <summary>The VR by dictionary, UN where it is not known. Of US and SS Pixel Representation chooses; lookup table data and pixels are OW.</summary>
    public static Vr Of(DicomTag tag, bool isSigned)
    {
        Vr vr = DicomDictionary.ImplicitVrOf(tag);
        if (vr != Vr.US || !DicomDictionary.TryFind(tag, out DicomAttribute? attribute) || attribute.Vrs.Count == 1)
        {
            return vr;
        }

        foreach (Vr other in attribute.Vrs)
        {
            if (other == Vr.OW || (other == Vr.SS && isSigned && !attribute.Vrs.Contains(Vr.OW)))
            {
                return other;
            }
        }

        return vr;
    }
}
