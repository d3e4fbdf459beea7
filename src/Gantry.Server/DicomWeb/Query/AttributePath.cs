using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Server.DicomWeb.Query;

/// <summary>An attribute as PS3.18 8.3.4 names it: keyword or eight hex digits; attributes of a sequence's items after a dot.</summary>
internal static class AttributePath
{
    private const int MaxDepth = 8;

    /// <summary>The tags from the outermost sequence to the attribute; null when one of them is unknown.</summary>
    public static IReadOnlyList<DicomTag>? Parse(string text)
    {
        string[] names = text.Split('.');
        if (names.Length > MaxDepth)
        {
            return null;
        }

        DicomTag[] tags = new DicomTag[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            if (!DicomDictionary.TryParseTag(names[i].AsSpan().Trim(), out tags[i]))
            {
                return null;
            }

            // Private sequences cannot be told by the dictionary.
            if (i < names.Length - 1 && !tags[i].IsPrivate && DicomDictionary.VrOf(tags[i]) != Vr.SQ)
            {
                return null;
            }
        }

        return tags;
    }
}
