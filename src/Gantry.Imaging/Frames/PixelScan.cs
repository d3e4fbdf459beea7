using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;

namespace Gantry.Imaging.Frames;

/// <summary>Finds where Pixel Data and its fragments lie while the bytes of a data set pass by. Offsets count from the data set's first byte.</summary>
internal sealed class PixelScan : IDatasetHandler
{
    /// <summary>The element's header; null so far or where there is none.</summary>
    public ElementHeader? Pixels { get; private set; }

    /// <summary>Null of a native value.</summary>
    public List<(long Offset, long Length)>? Fragments { get; private set; }

    /// <summary>Where the element ends.</summary>
    public long End { get; private set; }

    public ElementInterest OnElement(in ElementHeader header)
    {
        if (Pixels is not null)
        {
            return ElementInterest.Stop;
        }

        if (header.Depth != 0 || header.Tag != Tags.PixelData)
        {
            return ElementInterest.Skip;
        }

        Pixels = header;
        if (header.Length >= 0)
        {
            End = header.ValueOffset + header.Length;
            return ElementInterest.Stop;
        }

        Fragments = [];
        return ElementInterest.Value;
    }

    public void OnFragment(int index, long offset, long length)
    {
        Fragments!.Add((offset, length));

        // Behind the last fragment comes the delimiter of eight bytes.
        End = offset + length + 8;
    }
}
