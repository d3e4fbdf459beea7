using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Metadata;

/// <summary>Which values metadata leaves out and names by a URI (PS3.18 8.7.3.2, F.2.6).</summary>
public static class BulkValues
{
    /// <summary>A binary value up to this length stands in the metadata itself.</summary>
    private const int MaxInlineBytes = 1024;

    /// <summary>Is the value left out? For binary representations (OB, OD, OF, OL, OV, OW, UN).</summary>
    public static bool IsBulk(Element element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return element.Fragments is not null || element.Value.Length > MaxInlineBytes || IsPixels(element.Tag);
    }

    /// <summary>Pixel Data, Float Pixel Data or Double Float Pixel Data.</summary>
    public static bool IsPixels(DicomTag tag) => tag == Tags.PixelData || tag == Tags.FloatPixelData || tag == Tags.DoubleFloatPixelData;

    /// <summary>Every value that is left out of a data set, with its path: tags and item numbers from 1, as in a BulkDataURI.</summary>
    public static IEnumerable<(string Path, Element Element)> Of(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Within(dataset, "");
    }

    private static IEnumerable<(string Path, Element Element)> Within(Dataset dataset, string prefix)
    {
        foreach (Element element in dataset)
        {
            string path = $"{prefix}{element.Tag.Group:X4}{element.Tag.Element:X4}";
            if (element.Items is { } items)
            {
                for (int i = 0; i < items.Count; i++)
                {
                    foreach ((string, Element) inner in Within(items[i], string.Create(CultureInfo.InvariantCulture, $"{path}/{i + 1}/")))
                    {
                        yield return inner;
                    }
                }
            }
            else if (element.Vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN && IsBulk(element))
            {
                yield return (path, element);
            }
        }
    }
}
