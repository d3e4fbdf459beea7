using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;
using Gantry.Codecs.JpegXl.Rendering;
using Gantry.Codecs.JpegXl.VarDct;

namespace Gantry.Codecs.JpegXl;

/// <summary>Makes real numbers of what a frame's sections gave, and filters them (18181-1 J).</summary>
internal sealed class FrameRenderer(ImageHeader image, FrameHeader frame, JxlMemory memory)
{
    /// <summary>A Modular frame; grey three times.</summary>
    /// <param name="factors">By what samples of X, Y and B are multiplied.</param>
    public FramePlanes? FromChannels(ref JxlBitReader reader, IReadOnlyList<ModularChannel> channels, float[] factors)
    {
        FramePlanes? rendered = FramePlanes.Create(ref reader, frame.Width, frame.Height, 3, memory);
        bool isGrey = image.Colour.IsGrey && !image.IsXyb && !frame.IsYcc;
        float unit = image.Depth.IsFloat ? 1 : 1f / ((1 << image.Depth.Bits) - 1);
        for (int i = 0; rendered is not null && i < 3 * frame.Height; i++)
        {
            int c = i % 3, y = i / 3;
            Span<float> to = rendered.Row(c, y);
            if (!image.IsXyb && image.Depth.IsFloat)
            {
                ReadOnlySpan<int> bits = channels[isGrey ? 0 : c].Row(y);
                for (int x = 0; x < to.Length; x++)
                {
                    to[x] = image.Depth.ToNumber(bits[x]);
                }

                continue;
            }

            if (!image.IsXyb)
            {
                Scale(channels[isGrey ? 0 : c].Row(y), unit, to);
                continue;
            }

            // Coded are Y, X, and B less Y.
            Scale(channels[c == 0 ? 1 : c == 1 ? 0 : 2].Row(y), factors[c], to);
            ReadOnlySpan<int> luma = channels[0].Row(y);
            for (int x = 0; c == 2 && x < to.Length; x++)
            {
                to[x] += luma[x] * factors[2];
            }
        }

        for (int c = 0; rendered is not null && c < (isGrey ? 1 : 3); c++)
        {
            channels[c].Release(memory);
        }

        return rendered;
    }

    /// <summary>A VarDCT frame with chroma as large as luma.</summary>
    /// <param name="planes">Of Cb, Y and Cr, or X, Y and B; changed.</param>
    /// <param name="isJpeg">A JPEG picture coded anew, whose decoders round.</param>
    public FramePlanes? FromBlocks(ref JxlBitReader reader, float[][] planes, bool isJpeg)
    {
        int stride = 8 * frame.BlocksWide, height = 8 * frame.BlocksHigh;
        for (int c = 0; c < 3; c++)
        {
            int width = FrameHeader.Divide(frame.Width, 1 << frame.ShiftX[c]), lines = FrameHeader.Divide(frame.Height, 1 << frame.ShiftY[c]);
            int ownStride = stride >> frame.ShiftX[c], ownLines = height >> frame.ShiftY[c];
            if (frame.ShiftX[c] > 0)
            {
                if (memory.Floats((long)stride * ownLines) is not { } wide)
                {
                    reader.Refuse("Chroma to be made as wide as luma.");
                    return null;
                }

                ChromaUpsampling.Widen(planes[c], width, lines, ownStride, wide, stride);
                memory.Return(planes[c], (long)ownStride * ownLines);
                planes[c] = wide;
            }

            if (frame.ShiftY[c] > 0)
            {
                if (memory.Floats((long)stride * height) is not { } high)
                {
                    reader.Refuse("Chroma to be made as high as luma.");
                    return null;
                }

                ChromaUpsampling.Heighten(planes[c], frame.Width, lines, stride, high, stride);
                memory.Return(planes[c], (long)stride * ownLines);
                planes[c] = high;
            }

            if (isJpeg && frame.ShiftX[c] + frame.ShiftY[c] > 0)
            {
                ChromaUpsampling.Round(planes[c], frame.Width, frame.Height, stride, frame.ShiftX[c] > 0, frame.ShiftY[c] > 0);
            }
        }

        return FramePlanes.Of(frame.Width, frame.Height, stride, planes);
    }

    /// <summary>The frame filtered as its header says; null when memory does not allow it, as the reader then tells.</summary>
    public FramePlanes? Filter(ref JxlBitReader reader, FramePlanes? rendered, VarDctFrame? blocks)
    {
        if (rendered is null || (!frame.Filter.Blurs && frame.Filter.Passes == 0))
        {
            return rendered;
        }

        if (FramePlanes.Create(ref reader, rendered.Width, rendered.Height, 3, memory, areZeros: false) is not { } other)
        {
            return null;
        }

        if (frame.Filter.Blurs)
        {
            Blur.Apply(rendered, frame.Filter, other);
            (rendered, other) = (other, rendered);
        }

        if (frame.Filter.Passes > 0)
        {
            if (!EdgeFilter.Strengths(ref reader, frame, blocks, memory, out float[] strengths))
            {
                return null;
            }

            for (int pass = frame.Filter.Passes > 2 ? 0 : 1; pass < (frame.Filter.Passes > 1 ? 3 : 2); pass++)
            {
                EdgeFilter.Apply(rendered, frame, pass, strengths, other);
                (rendered, other) = (other, rendered);
            }

            memory.Return(strengths, (long)frame.BlocksWide * frame.BlocksHigh);
        }

        other.Release(memory);
        return rendered;
    }

    private static void Scale(ReadOnlySpan<int> from, float factor, Span<float> to)
    {
        for (int x = 0; x < to.Length; x++)
        {
            to[x] = from[x] * factor;
        }
    }
}
