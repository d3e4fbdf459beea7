using System.Buffers;

namespace Gantry.Codecs.Jpeg;

/// <summary>
/// JPEG (ITU-T T.81 | ISO/IEC 10918-1), Huffman coded: baseline, extended of 8 and 12 bits, progressive, and lossless of 2 to 16 bits with every predictor.
/// Components come out as they are coded, brought to full size; colour is the caller's matter.
/// </summary>
public static class JpegDecoder
{
    public static CodecError? ReadInfo(ReadOnlySpan<byte> stream, out JpegInfo info)
    {
        info = default;
        if (JpegReader.CheckStart(stream) is { } error)
        {
            return error;
        }

        JpegReader reader = Scratch<JpegReader>.Take();
        reader.Start();
        CodecError? failed = ReadHeaders(stream, reader, out info);
        Scratch<JpegReader>.Return(reader);
        return failed;
    }

    private static CodecError? ReadHeaders(ReadOnlySpan<byte> stream, JpegReader reader, out JpegInfo info)
    {
        info = default;
        if (reader.ReadNextScan(stream, stopAtFrame: true, out _) is { } malformed)
        {
            return malformed;
        }

        if (reader.Frame is not { } frame)
        {
            return CodecError.Truncated(stream.Length, "The stream ends before a frame header.");
        }

        info = new JpegInfo(
            frame.Format, frame.Process == JpegProcess.Lossless,
            frame.Components.Any(c => c.Horizontal != frame.MaxHorizontal || c.Vertical != frame.MaxVertical),
            reader.AdobeTransform, reader.HasJfif,
            frame.Components is [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }]);
        return null;
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="stream">From SOI on.</param>
    /// <param name="samples">At least <see cref="SampleFormat.ByteLength"/> bytes of the format that <see cref="ReadInfo"/> gives; what a failure leaves in it is undefined.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, Span<byte> samples) => Decode(stream, 0, samples);

    /// <summary>Decodes a picture at a half, a quarter or an eighth of its width and height, from the lowest coefficients of each block alone.</summary>
    /// <param name="stream">From SOI on.</param>
    /// <param name="discardLevels">How often the size is halved: 0 to 3, more count as 3. Lossless streams have no smaller picture in them and come whole.</param>
    /// <param name="samples">At least <see cref="SampleFormat.ByteLength"/> bytes of what <see cref="JpegInfo.ReducedFormat"/> gives; what a failure leaves in it is undefined.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, int discardLevels, Span<byte> samples)
    {
        if (JpegReader.CheckStart(stream) is { } error)
        {
            return error;
        }

        JpegReader reader = Scratch<JpegReader>.Take();
        reader.Start();
        try
        {
            return Decode(stream, reader, Math.Clamp(discardLevels, 0, JpegInfo.MaxDiscardLevels), samples);
        }
        finally
        {
            foreach (JpegComponent component in reader.Frame?.Components ?? [])
            {
                if (component.Plane.Length > 0)
                {
                    ArrayPool<ushort>.Shared.Return(component.Plane);
                }

                if (component.Coefficients.Length > 0)
                {
                    ArrayPool<short>.Shared.Return(component.Coefficients);
                }
            }

            // Nothing of this stream is held on to.
            reader.Start();
            Scratch<JpegReader>.Return(reader);
        }
    }

    private static CodecError? Decode(ReadOnlySpan<byte> stream, JpegReader reader, int discardLevels, Span<byte> samples)
    {
        uint seen = 0;
        int scans = 0;
        while (true)
        {
            if (reader.ReadNextScan(stream, stopAtFrame: false, out JpegScanHeader? next) is { } error)
            {
                return error;
            }

            if (next is not { } scan)
            {
                break;
            }

            JpegFrame frame = reader.Frame!;
            if (scans++ == 0)
            {
                frame.Reduce(discardLevels);
                if (samples.Length < frame.Format.ByteLength)
                {
                    return CodecError.Mismatch($"{frame.Format.ByteLength} bytes are needed for the samples, {samples.Length} were given.");
                }

                Rent(frame);
            }
            else if (scans > 256)
            {
                return CodecError.Malformed(reader.Position, "More than 256 scans.");
            }

            int end;
            CodecError? failed = frame.Process switch
            {
                JpegProcess.Lossless => JpegLosslessScan.Decode(stream, frame, scan, reader.RestartInterval, samples, out end),
                JpegProcess.Progressive => JpegProgressiveScan.Decode(stream, frame, scan, reader.RestartInterval, out end),
                _ => JpegSequentialScan.Decode(stream, frame, scan, reader.RestartInterval, out end),
            };
            if (failed is not null)
            {
                return failed;
            }

            reader.Position = end;
            foreach (JpegScanComponent component in scan.Components)
            {
                seen |= 1u << component.Index;
            }

            // Without progression the picture is whole once each component has had its scan: nothing behind it matters.
            if (frame.Process != JpegProcess.Progressive && seen == (1u << frame.Components.Length) - 1)
            {
                break;
            }
        }

        if (reader.Frame is not { } whole || seen != (1u << whole.Components.Length) - 1)
        {
            return CodecError.Truncated(reader.Position, "The stream ends before every component has come.");
        }

        if (whole.Process == JpegProcess.Lossless)
        {
            return null;
        }

        if (whole.Process == JpegProcess.Progressive)
        {
            foreach (JpegComponent component in whole.Components)
            {
                if (component.Quantisation is null)
                {
                    return CodecError.Malformed(reader.Position, $"Component {component.Id} has no quantisation table.");
                }

                JpegProgressiveScan.Transform(whole, component);
            }
        }

        JpegUpsampler.Write(whole, samples);
        return null;
    }

    private static void Rent(JpegFrame frame)
    {
        if (frame.Process == JpegProcess.Lossless)
        {
            return;
        }

        foreach (JpegComponent component in frame.Components)
        {
            int length = component.PlaneWidth * component.PaddedBlocksHigh * component.BlockSide;
            component.Plane = ArrayPool<ushort>.Shared.Rent(length);
            if (frame.Process == JpegProcess.Progressive)
            {
                length = 64 * component.PaddedBlocksWide * component.PaddedBlocksHigh;
                component.Coefficients = ArrayPool<short>.Shared.Rent(length);
                component.Coefficients.AsSpan(0, length).Clear();
            }
        }
    }
}
