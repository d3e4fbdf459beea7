using System.Globalization;
using Gantry.CodecBenchmarks;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Codecs.Jpeg2000;
using Gantry.Codecs.JpegLs;
using Gantry.Codecs.Rle;

// usage: Gantry.CodecBenchmarks LIBRARY CORPUS [CODEC, FRAME or both, as "HTJ2K lossless US"] [SECONDS], or - thumbnail alone, which needs no library: - CORPUS thumbnail [SECONDS]
// Prints a table: milliseconds a frame, ours and the native library's, and how many times as fast ours is.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: Gantry.CodecBenchmarks LIBRARY.so CORPUS [part of a codec's and frame's name] [seconds for each measure]");
    return 2;
}

string wanted = args.Length > 2 ? args[2] : "";
double seconds = args.Length > 3 ? double.Parse(args[3], CultureInfo.InvariantCulture) : 1;
if (args[0] == "-")
{
    Thumbnail.Measure(args[1], seconds);
    return 0;
}

Native.Load(Path.GetFullPath(args[0]));
Frame[] frames =
[
    Frame.Read(args[1], "CT", "transfer-syntax/cornerstonejs-cornerstone3D/CTImage.dcm_LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm"),
    Frame.Read(args[1], "MR", "transfer-syntax/pydicom-pydicom-data/MR2_UNCR.dcm"),
    Frame.Read(args[1], "MG", "mg/fo-dicom-fo-dicom/GH133.dcm"),
    Frame.Read(args[1], "US", "transfer-syntax/pydicom-pydicom-data/US1_UNCR.dcm"),
];

Contest[] contests =
[
    Dcmtk(0, "RLE", 0.8, (samples, frame, output) => RleEncoder.Encode(samples, frame.Format, output), (stream, frame, samples) => RleDecoder.Decode(stream, frame.Format, samples)),
    Dcmtk(1, "JPEG lossless", 1.0, (samples, frame, output) => JpegLosslessEncoder.Encode(samples, frame.Format, 1, output), (stream, _, samples) => JpegDecoder.Decode(stream, samples)),
    new("JPEG baseline", "libjpeg-turbo", 0.5)
    {
        Encode = (samples, frame, output) => JpegEncoder.Encode(samples, frame.Format, 90, true, output),
        Decode = (stream, _, samples) => JpegDecoder.Decode(stream, samples),
        TheirEncode = (frame, to) => Native.TurboEncode(frame.Samples, frame.Format.Width, frame.Format.Height, frame.Format.Components, 90, 1, to.All, to.All.Length),
        TheirDecode = (stream, _, samples) => Native.TurboDecode(stream, stream.Length, samples, samples.Length),
        IsEightBits = true,
        Tolerance = 2,
    },
    new("JPEG-LS", "CharLS", 0.8)
    {
        Encode = (samples, frame, output) => JpegLsEncoder.Encode(samples, frame.Format, 0, output),
        Decode = (stream, _, samples) => JpegLsDecoder.Decode(stream, samples),
        TheirEncode = (frame, to) => Native.CharLsEncode(frame.Samples, frame.Format.Width, frame.Format.Height, frame.Format.Components, frame.Format.BitsPerSample, 0, to.All, to.All.Length),
        TheirDecode = (stream, _, samples) => Native.CharLsDecode(stream, stream.Length, samples, samples.Length),
    },
    OpenJpeg("JPEG 2000 lossless", 1.0, 0, new Jpeg2000Options { Levels = 5 }),
    OpenJpeg("JPEG 2000 lossy 10:1", 1.0, 10, new Jpeg2000Options { IsReversible = false, Ratio = 10, Levels = 5 }),
    OpenJpeg("HTJ2K lossless", 5.0, 0, new Jpeg2000Options { IsHighThroughput = true, Levels = 5 }) with { ReadsTheirs = false },
];

Console.WriteLine("| codec | frame | decode ms | native ms | times as fast | encode ms | native ms | times as fast | goal (decode) | bytes allocated, decode / encode |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
foreach (Contest contest in contests)
{
    foreach (Frame real in frames.Where(f => $"{contest.Codec} {f.Name}".Contains(wanted, StringComparison.OrdinalIgnoreCase)))
    {
        Console.WriteLine(Measure(contest, contest.IsEightBits ? real.ToEightBits() : real, seconds));
    }
}

if ("thumbnail".Contains(wanted, StringComparison.OrdinalIgnoreCase))
{
    Thumbnail.Measure(args[1], seconds);
}

return 0;

static string Measure(Contest contest, Frame frame, double seconds)
{
    int capacity = (int)(2 * frame.Format.ByteLength) + 65536;
    var ours = new FixedBuffer(capacity);
    var theirs = new FixedBuffer(capacity);
    Check(contest.Encode(frame.Samples, frame, ours));
    nint written = contest.TheirEncode(frame, theirs);
    theirs.Length = (int)written;
    byte[] ownStream = ours.Written.ToArray();
    byte[] stream = contest.ReadsTheirs && written > 1 ? theirs.Written.ToArray() : ownStream;
    byte[] theirStream = contest.Codec.StartsWith("HTJ2K", StringComparison.Ordinal) ? theirs.Written.ToArray() : stream;
    byte[] decoded = new byte[frame.Format.ByteLength], native = new byte[frame.Format.ByteLength];
    nint handle = contest.Library == "DCMTK" ? Native.DcmtkOpen(contest.Codec == "RLE" ? 0 : 1, stream, stream.Length, frame.Format.Width, frame.Format.Height, frame.Format.Components, frame.Format.BytesPerSample, frame.Format.BitsPerSample) : 0;
    (double decode, double theirDecode, long allocated) = Race.Run(
        () => Check(contest.Decode(stream, frame, decoded)),
        () => Written(handle != 0 ? Native.DcmtkDecode(handle, native, native.Length) : contest.TheirDecode(theirStream, frame, native), contest),
        seconds);
    if (handle != 0)
    {
        Native.DcmtkClose(handle);
    }

    Same(decoded, native, contest, frame);
    (double encode, double theirEncode, long encodeAllocated) = Race.Run(
        () =>
        {
            ours.Length = 0;
            Check(contest.Encode(frame.Samples, frame, ours));
        },
        () => Written(contest.TheirEncode(frame, theirs), contest),
        seconds);
    return string.Create(CultureInfo.InvariantCulture,
        $"| {contest.Codec} | {frame.Name} {frame.Format.Width}x{frame.Format.Height}x{frame.Format.Components}, {frame.Format.BitsPerSample} bit | {decode:F2} | {theirDecode:F2} ({contest.Library}) | {theirDecode / decode:F2} | {encode:F2} | {theirEncode:F2} | {theirEncode / encode:F2} | {contest.Goal:F1} | {allocated} / {encodeAllocated} |");
}

static void Check(CodecError? error)
{
    if (error is not null)
    {
        throw new InvalidDataException(error.ToString());
    }
}

static void Written(nint bytes, Contest contest)
{
    if (bytes < 0)
    {
        throw new InvalidDataException($"{contest.Library} failed.");
    }
}

static void Same(byte[] ours, byte[] theirs, Contest contest, Frame frame)
{
    bool isWide = frame.Format.BytesPerSample == 2;
    int worst = 0;
    for (int i = 0; i < ours.Length; i += isWide ? 2 : 1)
    {
        worst = Math.Max(worst, isWide ? Math.Abs(BitConverter.ToUInt16(ours, i) - BitConverter.ToUInt16(theirs, i)) : Math.Abs(ours[i] - theirs[i]));
    }

    if (worst > contest.Tolerance)
    {
        throw new InvalidDataException($"{contest.Codec} {frame.Name}: decoders differ by {worst}.");
    }
}

static Contest Dcmtk(int kind, string name, double goal, Func<byte[], Frame, System.Buffers.IBufferWriter<byte>, CodecError?> encode, Func<byte[], Frame, byte[], CodecError?> decode) => new(name, "DCMTK", goal)
{
    Encode = encode,
    Decode = decode,
    TheirEncode = (frame, to) => Native.DcmtkEncode(kind, frame.Samples, frame.Format.Width, frame.Format.Height, frame.Format.Components, frame.Format.BytesPerSample, frame.Format.BitsPerSample, to.All, to.All.Length),
    TheirDecode = (_, _, _) => -1,
};

static Contest OpenJpeg(string name, double goal, float ratio, Jpeg2000Options options) => new(name, "OpenJPEG", goal)
{
    Encode = (samples, frame, output) => Jpeg2000Encoder.Encode(samples, frame.Format, options, output),
    Decode = (stream, _, samples) => Jpeg2000Decoder.Decode(stream, 0, samples),
    TheirEncode = (frame, to) => Native.OpenJpegEncode(frame.Samples, frame.Format.Width, frame.Format.Height, frame.Format.Components, frame.Format.BitsPerSample, ratio, to.All, to.All.Length),
    TheirDecode = (stream, _, samples) => Native.OpenJpegDecode(stream, stream.Length, samples, samples.Length, 0),
    // Both compute the 9/7 transform in floats, in another order.
    Tolerance = ratio > 0 ? 4 : 0,
};
