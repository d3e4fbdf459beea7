namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>Channels of a frame as real numbers, 0 to 1 but for XYB. Lines have room beyond the width, up to a multiple of eight.</summary>
internal sealed class FramePlanes
{
    private FramePlanes(int width, int height, int stride, float[][] planes) => (Width, Height, Stride, Planes) = (width, height, stride, planes);

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    public float[][] Planes { get; }

    public static int StrideOf(int width) => (width + 7) / 8 * 8;

    /// <summary>Zeros, unless <paramref name="areZeros"/> is false as every one will be written; null where memory does not allow it, as the reader then tells.</summary>
    public static FramePlanes? Create(ref JxlBitReader reader, int width, int height, int channels, JxlMemory memory, bool areZeros = true)
    {
        float[][] planes = new float[channels][];
        for (int c = 0; c < channels; c++)
        {
            if (memory.Floats((long)StrideOf(width) * height, areZeros) is not { } plane)
            {
                reader.Refuse($"A frame of {width} by {height} pixels beside what the picture already takes.");
                return null;
            }

            planes[c] = plane;
        }

        return new FramePlanes(width, height, StrideOf(width), planes);
    }

    public static FramePlanes Of(int width, int height, int stride, float[][] planes) => new(width, height, stride, planes);

    public Span<float> Row(int channel, int y) => Planes[channel].AsSpan(y * Stride, Width);

    /// <summary>Gives the memory back.</summary>
    public void Release(JxlMemory memory)
    {
        foreach (float[] plane in Planes)
        {
            memory.Return(plane, (long)Stride * Height);
        }
    }

    public FramePlanes? Copy(ref JxlBitReader reader, JxlMemory memory)
    {
        FramePlanes? copy = Create(ref reader, Width, Height, Planes.Length, memory, areZeros: false);
        for (int c = 0; copy is not null && c < Planes.Length; c++)
        {
            for (int y = 0; y < Height; y++)
            {
                Row(c, y).CopyTo(copy.Row(c, y));
            }
        }

        return copy;
    }

    /// <summary>The place inside that stands for one outside: mirrored, the edge itself twice.</summary>
    public static int Mirror(int at, int size)
    {
        while ((uint)at >= (uint)size)
        {
            at = at < 0 ? -at - 1 : (2 * size) - 1 - at;
        }

        return at;
    }
}
