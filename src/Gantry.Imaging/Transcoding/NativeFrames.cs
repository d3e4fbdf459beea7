using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>Decoded frames put together as native Pixel Data, bits packed without gaps between frames (PS3.5 8.1.1).</summary>
internal sealed class NativeFrames(PixelDescription description)
{
    private readonly byte[] value = new byte[LengthOf(description)];
    private long cells;

    /// <summary>Bytes of native Pixel Data with its padding.</summary>
    public static long LengthOf(PixelDescription description)
    {
        long bits = (long)description.Rows * description.Columns * description.Samples * description.BitsAllocated * description.FrameCount;
        return (bits + 15) / 16 * 2;
    }

    public void Add(ReadOnlySpan<byte> frame)
    {
        if (description.BitsAllocated == 1)
        {
            BitCells.Pack(frame, value, cells);
            cells += frame.Length;
        }
        else
        {
            frame.CopyTo(value.AsSpan((int)cells));
            cells += frame.Length;
        }
    }

    public Element ToElement() => new() { Tag = Tags.PixelData, Vr = description.BitsAllocated > 8 ? Vr.OW : Vr.OB, Value = value };
}
