using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Rendering;

namespace Gantry.Codecs.JpegXl;

/// <summary>Goes through the frames of a codestream until the picture is whole (18181-1 F.1).</summary>
internal sealed class PictureDecoder(ImageHeader image, JxlMemory memory)
{
    /// <summary>Samples that all frames together may have, in pictures: a bound on time.</summary>
    private const int MaxPictures = 16;

    private readonly ReferenceFrame?[] references = new ReferenceFrame?[4];
    private readonly FramePlanes?[] lows = new FramePlanes?[5];
    /// <summary>Frames so far that are not shown by themselves: noise counts them.</summary>
    private int hidden;

    private long pixelsLeft = ((long)image.Width * image.Height * MaxPictures) + (1 << 20);

    public CodecError? Decode(ReadOnlySpan<byte> codestream, long start, Span<byte> samples)
    {
        bool isPreview = image.Preview.Width != 0;
        while (true)
        {
            ReadOnlySpan<byte> bits = codestream[(int)start..];
            JxlBitReader reader = new(bits, start);
            FrameHeader frame = new();
            if (!frame.Read(ref reader, image, isPreview ? image.Preview : (image.Width, image.Height)))
            {
                return reader.Failure;
            }

            pixelsLeft -= Math.Max((long)frame.FullWidth * frame.FullHeight, 1 << 12);
            if (pixelsLeft < 0)
            {
                return CodecError.Unsupported(start, "Frames that together are many times larger than the picture.");
            }

            if (FrameSections.Read(ref reader, frame, bits.Length) is not { } sections)
            {
                return reader.Failure;
            }

            start += sections.End;
            if (isPreview)
            {
                isPreview = false;
                continue;
            }

            hidden += IsPicture(frame) ? 0 : 1;
            using FrameDecoder decoder = new(image, frame, sections, memory);
            if (decoder.Decode(bits, start - sections.End, lows[frame.Level]) is { } error)
            {
                return error;
            }

            if (IsPlain(frame))
            {
                SampleOutput.Write(decoder.Channels, image, samples);
                return null;
            }

            if (!Finish(ref reader, frame, decoder, out FramePlanes? shown))
            {
                return reader.Failure;
            }

            if (shown is not null && IsPicture(frame))
            {
                SampleOutput.Write(shown, image, samples);
                return null;
            }
        }
    }

    /// <summary>The frame ends the picture, or the first one of an animation.</summary>
    private static bool IsPicture(FrameHeader frame) => frame.IsShown && (frame.IsLast || frame.Duration > 0);

    /// <summary>The frame is the picture, integer by integer.</summary>
    private bool IsPlain(FrameHeader frame) =>
        frame is { IsModular: true, IsYcc: false, IsLast: true, IsWhole: true, X: 0, Y: 0, HasPatches: false, HasNoise: false, Upsampling: 1, Filter: { Blurs: false, Passes: 0 }, Blending.Mode: BlendMode.Replace }
        && !image.IsXyb && !image.Depth.IsFloat && frame.FullWidth == image.Width && frame.FullHeight == image.Height;

    /// <summary>Makes real numbers of a frame, and puts it where it belongs.</summary>
    /// <param name="reader">Is told of failures.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="decoder">Has decoded it.</param>
    /// <param name="shown">The picture so far, if the frame is one that is shown.</param>
    private bool Finish(ref JxlBitReader reader, FrameHeader frame, FrameDecoder decoder, out FramePlanes? shown)
    {
        shown = null;
        FramePlanes? planes = decoder.Render(ref reader);
        if (planes is null || (decoder.Patches is { } patches && !patches.Apply(ref reader, planes, references)))
        {
            return false;
        }

        if (frame.Upsampling > 1)
        {
            planes = Upsampling.Apply(ref reader, planes, frame.Upsampling, image, frame.FullWidth, frame.FullHeight, memory);
        }

        if (planes is null || (decoder.Noise is { } noise && !noise.Apply(ref reader, planes, frame, IsPicture(frame) ? 1 : 0, IsPicture(frame) ? 0 : hidden, decoder.NoiseRatios, memory)))
        {
            return false;
        }

        if (frame.Kind == FrameKind.LowFrequency)
        {
            lows[frame.Level - 1]?.Release(memory);
            lows[frame.Level - 1] = planes;
            return true;
        }

        if (frame.CanBeReferenced && frame.SavesBeforeColours)
        {
            FramePlanes? kept = frame.IsShown ? planes.Copy(ref reader, memory) : planes;
            if (kept is null || !frame.IsShown)
            {
                return kept is not null && Keep(frame.SaveAs, kept, true);
            }

            Keep(frame.SaveAs, kept, true);
        }

        if (frame.IsYcc && decoder.IsJpeg && frame.Upsampling == 1 && !frame.HasPatches && !frame.Filter.Blurs && frame.Filter.Passes == 0)
        {
            ColourTransform.FromJpeg(planes);
        }
        else if (frame.IsYcc)
        {
            ColourTransform.FromYcc(planes);
        }
        else if (image.IsXyb && !ColourTransform.FromXyb(ref reader, image, planes))
        {
            return false;
        }

        shown = frame.IsShown ? Compose(ref reader, frame, planes) : planes;
        if (shown is null)
        {
            return false;
        }

        if (frame.CanBeReferenced && !frame.SavesBeforeColours)
        {
            Keep(frame.SaveAs, shown, false);
        }

        shown = frame.IsShown ? shown : null;
        return true;
    }

    private bool Keep(int place, FramePlanes planes, bool isBeforeColours)
    {
        references[place] = new ReferenceFrame(planes, isBeforeColours);
        return true;
    }

    /// <summary>The frame on what it is blended with (F.2).</summary>
    private FramePlanes? Compose(ref JxlBitReader reader, FrameHeader frame, FramePlanes planes)
    {
        Blending blending = frame.Blending;
        if (blending.Mode == BlendMode.Replace && frame is { IsWhole: true, X: 0, Y: 0 } && planes.Width == image.Width && planes.Height == image.Height)
        {
            return planes;
        }

        if (blending.Mode is BlendMode.Blend or BlendMode.AlphaAdd && image.ExtraChannels.Length > 0)
        {
            reader.Refuse("Frames that are blended by transparency.");
            return null;
        }

        ReferenceFrame? source = references[blending.Source];
        if (source is not null && (source.IsBeforeColours || source.Planes.Width != image.Width || source.Planes.Height != image.Height))
        {
            reader.Fail("A frame is blended with one of another size or kind.");
            return null;
        }

        FramePlanes? whole = source?.Planes.Copy(ref reader, memory) ?? (source is null ? FramePlanes.Create(ref reader, image.Width, image.Height, 3, memory) : null);
        for (int i = 0; whole is not null && i < 3 * planes.Height; i++)
        {
            int c = i % 3, y = i / 3, toY = frame.Y + y;
            int left = Math.Max(0, frame.X), right = (int)Math.Min(image.Width, (long)frame.X + planes.Width);
            if ((uint)toY < (uint)image.Height && right > left)
            {
                Blend(blending, planes.Row(c, y).Slice(left - frame.X, right - left), whole.Row(c, toY)[left..right]);
            }
        }

        planes.Release(memory);
        return whole;
    }

    private static void Blend(in Blending blending, ReadOnlySpan<float> from, Span<float> to)
    {
        for (int x = 0; x < to.Length; x++)
        {
            to[x] = blending.Mode switch
            {
                BlendMode.Add or BlendMode.AlphaAdd => to[x] + from[x],
                BlendMode.Multiply => to[x] * (blending.Clamps ? Math.Clamp(from[x], 0, 1) : from[x]),
                _ => from[x],
            };
        }
    }
}
