using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl;

/// <summary>Goes through the frames of a codestream until the picture is whole (18181-1 F.1).</summary>
internal sealed class PictureDecoder(ImageHeader image, JxlMemory memory)
{
    /// <summary>Samples that all frames together may have, in pictures: a bound on time.</summary>
    private const int MaxPictures = 16;

    private long pixelsLeft = ((long)image.Width * image.Height * MaxPictures) + (1 << 20);

    public CodecError? Decode(ReadOnlySpan<byte> codestream, long start, Span<byte> samples)
    {
        bool isPreview = image.Preview.Width != 0;
        while (true)
        {
            JxlBitReader reader = new(codestream[(int)start..], start);
            FrameHeader frame = new();
            if (!frame.Read(ref reader, image, isPreview ? image.Preview : (image.Width, image.Height)))
            {
                return reader.Failure;
            }

            pixelsLeft -= Math.Max((long)frame.FullWidth * frame.FullHeight, (long)frame.Width * frame.Height);
            if (pixelsLeft < 0)
            {
                return CodecError.Unsupported(start, "Frames that are many times larger than the picture.");
            }

            if (FrameSections.Read(ref reader, frame, codestream.Length - (int)start) is not { } sections)
            {
                return reader.Failure;
            }

            if (!isPreview)
            {
                if (!frame.IsModular || image.IsXyb || frame.IsYcc || !frame.IsLast || frame.HasNoise || frame.HasPatches || frame.HasSplines || frame.Upsampling != 1 || !frame.IsWhole || frame.Filter.Blurs || frame.Filter.Passes > 0)
                {
                    return CodecError.Unsupported(start, "A VarDCT frame, or one of several.");
                }

                FrameDecoder decoder = new(image, frame, sections, memory);
                if (decoder.Decode(codestream[(int)start..], start) is { } error)
                {
                    return error;
                }

                return SampleOutput.Write(decoder.Channels!, image, frame, samples);
            }

            isPreview = false;
            start += sections.End;
        }
    }
}
