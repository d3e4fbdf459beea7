using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>Copies elements of a stored data set, in whatever character set, into an answer in UTF-8 (PS3.5 6.1).</summary>
internal static class Utf8Copy
{
    /// <summary>A longer binary value is fetched, not searched for.</summary>
    private const int MaxBinaryBytes = 1024;

    public static void Add(Element element, Dataset owner, Dataset answer)
    {
        if (element.Tag == Tags.SpecificCharacterSet || element.Tag.IsGroupLength)
        {
            return;
        }

        if (element.Vr == Vr.SQ)
        {
            answer.SetItems(element.Tag, [.. owner.GetItems(element.Tag).Select(Copy)]);
        }
        else if (element.Vr is Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or Vr.UC or Vr.UT)
        {
            answer.Set(element.Tag, element.Vr, [.. owner.GetStrings(element.Tag)]);
        }
        else if (!IsBulk(element))
        {
            answer.Add(element);
        }
    }

    private static Dataset Copy(Dataset item)
    {
        // An item stands alone until it is in its sequence, so it says its character set while text is put in.
        Dataset copy = new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        foreach (Element element in item)
        {
            Add(element, item, copy);
        }

        copy.Remove(Tags.SpecificCharacterSet);
        return copy;
    }

    private static bool IsBulk(Element element) =>
        element.Fragments is not null || element.Tag == Tags.PixelData || element.Tag == Tags.FloatPixelData || element.Tag == Tags.DoubleFloatPixelData
        || (element.Vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN && element.Value.Length > MaxBinaryBytes);
}
