using System.Buffers;
using Gantry.Network.Pdu;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.UnitTests.Network;

public sealed class PduFramerTests
{
    [Fact]
    public void However_the_bytes_are_cut_the_same_comes_out()
    {
        Random random = new(3);
        for (int round = 0; round < 300; round++)
        {
            (byte[] bytes, string expected) = Stream(random);
            Assert.Equal(expected, Frames(bytes, random));
        }
    }

    [Fact]
    public void A_PDU_of_4_GB_is_refused_by_its_header_and_costs_nothing()
    {
        PduFramer framer = new(256 * 1024, 512 * 1024);
        ReadOnlySequence<byte> bytes = new(new byte[] { 4, 0, 0xFF, 0xFF, 0xFF, 0xFF });
        Assert.Equal(FrameStatus.Malformed, framer.Next(ref bytes, out _));
        Assert.Equal(AbortReason.InvalidParameterValue, framer.Error!.Reason);
        framer = new PduFramer(0, 512 * 1024);
        bytes = new ReadOnlySequence<byte>([1, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Equal(FrameStatus.Malformed, framer.Next(ref bytes, out _));
    }

    [Fact]
    public void An_unlimited_PDU_is_handed_on_as_it_comes()
    {
        PduFramer framer = new(0, 512 * 1024);
        ReadOnlySequence<byte> bytes = new([4, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFB, 3, 0, 1, 2, 3]);
        Assert.Equal(FrameStatus.Frame, framer.Next(ref bytes, out PduFrame frame));
        Assert.Equal(FrameKind.DataStart, frame.Kind);
        Assert.Equal(FrameStatus.Frame, framer.Next(ref bytes, out frame));
        Assert.Equal([1, 2, 3], frame.Fragment.Data.ToArray());
        Assert.False(frame.Fragment.IsLast);
        Assert.Equal(FrameStatus.NeedMoreData, framer.Next(ref bytes, out _));
    }

    [Theory]
    [InlineData("00", AbortReason.UnrecognizedPdu)]
    [InlineData("47455420", AbortReason.UnrecognizedPdu)] // "GET "
    [InlineData("0800000000040000", AbortReason.UnrecognizedPdu)]
    [InlineData("05000000000500000000", AbortReason.InvalidParameterValue)] // A-RELEASE-RQ of 5 bytes
    [InlineData("040000000000", AbortReason.InvalidParameterValue)] // P-DATA-TF without a PDV
    [InlineData("04000000000600000001", AbortReason.InvalidParameterValue)] // PDV of 1 byte
    [InlineData("0400000000060000000301", AbortReason.InvalidParameterValue)] // PDV longer than its PDU
    public void What_is_no_PDU_is_told_with_the_reason(string hex, AbortReason reason)
    {
        PduFramer framer = new(4096, 4096);
        byte[] bytes = [.. Convert.FromHexString(hex), .. new byte[6]];
        ReadOnlySequence<byte> buffer = new(hex.Length < 12 ? bytes[..(hex.Length / 2)] : bytes);
        FrameStatus status;
        while ((status = framer.Next(ref buffer, out _)) == FrameStatus.Frame)
        {
        }

        Assert.Equal(FrameStatus.Malformed, status);
        Assert.Equal(reason, framer.Error!.Reason);
    }

    private static (byte[] Bytes, string Expected) Stream(Random random)
    {
        ArrayBufferWriter<byte> bytes = new();
        System.Text.StringBuilder expected = new();
        for (int n = random.Next(1, 6); n > 0; n--)
        {
            if (random.Next(4) == 0)
            {
                PduWriter.WriteAbort(bytes, new AbortPdu(AbortSource.ServiceUser, AbortReason.NotSpecified));
                expected.Append("Abort:4;");
                continue;
            }

            // Several PDVs in one PDU.
            List<byte> body = [];
            for (int pdvs = random.Next(1, 4); pdvs > 0; pdvs--)
            {
                byte[] payload = new byte[random.Next(0, 40)];
                random.NextBytes(payload);
                byte control = (byte)random.Next(4);
                body.AddRange(ScriptedPeer.Data(7, (control & 1) != 0, (control & 2) != 0, payload)[6..]);
                expected.Append($"{control}:{Convert.ToHexString(payload)};");
            }

            bytes.Write<byte>([4, 0, 0, 0, (byte)(body.Count >> 8), (byte)body.Count, .. body]);
        }

        return (bytes.WrittenSpan.ToArray(), expected.ToString());
    }

    private static string Frames(byte[] bytes, Random random)
    {
        PduFramer framer = new(4096, 4096);
        System.Text.StringBuilder frames = new();
        string open = "";
        int arrived = 0;
        int consumed = 0;
        while (true)
        {
            ReadOnlySequence<byte> buffer = new(bytes, consumed, arrived - consumed);
            FrameStatus status = framer.Next(ref buffer, out PduFrame frame);
            consumed = arrived - (int)buffer.Length;
            Assert.NotEqual(FrameStatus.Malformed, status);
            if (status == FrameStatus.NeedMoreData)
            {
                if (arrived == bytes.Length)
                {
                    return frames.ToString();
                }

                arrived = Math.Min(bytes.Length, arrived + random.Next(1, 20));
            }
            else if (frame.Kind == FrameKind.Whole)
            {
                frames.Append($"{frame.Type}:{frame.Body.Length};");
            }
            else if (frame.Kind == FrameKind.Fragment)
            {
                open += Convert.ToHexString(frame.Fragment.Data.ToArray());
                // The end of a PDV that does not end its message shows only in what follows; the control byte is compared at its end.
                if (consumed == bytes.Length || IsPdvEnd(bytes, consumed, open, frames))
                {
                    frames.Append($"{(frame.Fragment.IsCommand ? 1 : 0) | (frame.Fragment.IsLast ? 2 : 0)}:{open};");
                    open = "";
                }
            }
        }
    }

    // Walks the stream's own lengths, independent of the framer.
    private static bool IsPdvEnd(byte[] bytes, int position, string open, System.Text.StringBuilder frames)
    {
        int at = 0;
        while (at < position)
        {
            int pduEnd = at + 6 + ((bytes[at + 4] << 8) | bytes[at + 5]);
            if (bytes[at] == 4)
            {
                for (int pdv = at + 6; pdv < pduEnd;)
                {
                    pdv += 4 + bytes[pdv + 3];
                    if (pdv == position)
                    {
                        return true;
                    }
                }
            }

            at = pduEnd;
        }

        return false;
    }
}
