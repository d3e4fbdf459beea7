using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Codecs.Jpeg2000;
using Gantry.Codecs.JpegLs;
using Gantry.Codecs.JpegXl;
using Gantry.Codecs.Rle;
using Gantry.Testing;
using Xunit;

namespace Gantry.Fuzz.Codecs;

/// <summary>
/// Whatever bytes come, a decoder answers: with samples or an error, never an exception, in memory bounded by the picture that the caller agreed to.
/// GANTRY_FUZZ_ROUNDS sets how many mutants each target gets.
/// </summary>
public sealed class CodecFuzzTests
{
    /// <summary>What a caller takes as one frame here.</summary>
    private const long MaxSamples = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("GANTRY_FUZZ_ROUNDS"), out int rounds) ? rounds : 1500;

    private delegate CodecError? Target(byte[] stream, Func<SampleFormat, byte[]?> allocate);

    [Fact]
    public Task Rle_answers_whatever_comes() => RunAsync(CodecSeeds.Rle(), Rle);

    [Fact]
    public Task Jpeg_answers_whatever_comes() => RunAsync(CodecSeeds.Jpeg(), Jpeg);

    [Fact]
    public Task JpegLs_answers_whatever_comes() => RunAsync(CodecSeeds.JpegLs(), JpegLs);

    [Fact]
    public Task Jpeg2000_answers_whatever_comes() => RunAsync(CodecSeeds.Jpeg2000(), Jpeg2000);

    [Fact]
    public Task JpegXl_answers_whatever_comes() => RunAsync([.. JpegXlStreams.Names("").Select(JpegXlStreams.Read)], JpegXl);

    [CorpusFact]
    public async Task Streams_of_the_corpus_changed_are_answered_too()
    {
        foreach ((string syntaxes, Target target) in new (string, Target)[]
        {
            (".4.50 .4.51 .4.53 .4.55 .4.57 .4.70", Jpeg), (".4.80 .4.81", JpegLs), (".4.90 .4.91 .4.201 .4.203", Jpeg2000),
        })
        {
            byte[][] seeds = CorpusStreams.Read(syntaxes.Split(' '));
            Assert.NotEmpty(seeds);
            await RunAsync(seeds, target, Rounds / 15);
        }
    }

    private static CodecError? Rle(byte[] stream, Func<SampleFormat, byte[]?> allocate) => RleDecoder.Decode(stream, CodecSeeds.RleFormat, allocate(CodecSeeds.RleFormat)!);

    private static CodecError? Jpeg(byte[] stream, Func<SampleFormat, byte[]?> allocate)
    {
        int discard = stream.Length & 3;
        return JpegDecoder.ReadInfo(stream, out JpegInfo info) is { } error ? error : allocate(info.ReducedFormat(discard)) is { } samples ? JpegDecoder.Decode(stream, discard, samples) : null;
    }

    private static CodecError? JpegLs(byte[] stream, Func<SampleFormat, byte[]?> allocate) =>
        JpegLsDecoder.ReadFormat(stream, out SampleFormat format) is { } error ? error : allocate(format) is { } samples ? JpegLsDecoder.Decode(stream, samples) : null;

    private static CodecError? Jpeg2000(byte[] stream, Func<SampleFormat, byte[]?> allocate)
    {
        int discard = stream.Length & 1;
        return Jpeg2000Decoder.ReadFormat(stream, discard, out SampleFormat format) is { } error
            ? error
            : allocate(format) is { } samples ? Jpeg2000Decoder.Decode(stream, discard, samples) : null;
    }

    private static CodecError? JpegXl(byte[] stream, Func<SampleFormat, byte[]?> allocate) =>
        JpegXlDecoder.ReadFormat(stream, out SampleFormat format) is { } error ? error : allocate(format) is { } samples ? JpegXlDecoder.Decode(stream, samples) : null;

    private static async Task RunAsync(byte[][] seeds, Target target, int? rounds = null)
    {
        int round = 0;
        Task run = Task.Run(() =>
        {
            for (; round < (rounds ?? Rounds); round++)
            {
                StreamMutator mutator = new(round);
                One(mutator.Mutate(seeds[round % seeds.Length], seeds[round * 7 % seeds.Length]), target, round);
            }
        });

        // Only an endless loop takes this long.
        await run.WaitAsync(Patience);
    }

    private static void One(byte[] stream, Target target, int round)
    {
        long own = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target(stream, format =>
            {
                if (format.ByteLength > MaxSamples)
                {
                    return null;
                }

                own = format.ByteLength + 64;
                return new byte[format.ByteLength];
            });
        }
        catch (Exception exception)
        {
            Assert.Fail($"Round {round}: {exception}");
        }

        // Scratch memory grows with the picture (planes of 32 bits) and with the stream, not with what headers claim.
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before - own;
        Assert.True(allocated < (64 * (own + stream.Length)) + (8 << 20), $"Round {round}: {allocated} bytes for a picture of {own} and a stream of {stream.Length}.");
    }
}
