using System.Buffers;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.Fuzz.Network;

/// <summary>Bytes as a hostile peer sends them, through framer, readers and assembler: nothing throws, every byte is used at most once, and all comes to an end.</summary>
public sealed class PduStreamTarget
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Survives(int seed)
    {
        Random random = new(seed);
        byte[][] seeds = Seeds();
        for (int round = 0; round < 10_000; round++)
        {
            List<byte> stream = [];
            for (int n = random.Next(1, 5); n > 0; n--)
            {
                stream.AddRange(seeds[random.Next(seeds.Length)]);
            }

            for (int n = random.Next(0, 8); n > 0; n--)
            {
                stream[random.Next(stream.Count)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            Run([.. stream], random);
        }
    }

    /// <summary>One input, cut at random.</summary>
    internal static void Run(byte[] bytes, Random random)
    {
        PduFramer framer = new(random.Next(2) == 0 ? 0u : 4096u, 4096);
        DimseAssembler assembler = new();
        int arrived = 0;
        int consumed = 0;
        long data = 0;
        for (int steps = 0; ; steps++)
        {
            Assert.True(steps <= 4 * bytes.Length + 8);
            ReadOnlySequence<byte> buffer = new(bytes, consumed, arrived - consumed);
            FrameStatus status = framer.Next(ref buffer, out PduFrame frame);
            Assert.InRange(buffer.Length, 0, arrived - consumed);
            consumed = arrived - (int)buffer.Length;
            if (status == FrameStatus.Malformed || (status == FrameStatus.NeedMoreData && arrived == bytes.Length))
            {
                Assert.Equal(status == FrameStatus.Malformed, framer.Error is not null);
                Assert.True(data <= bytes.Length);
                return;
            }

            if (status == FrameStatus.NeedMoreData)
            {
                arrived = Math.Min(bytes.Length, arrived + random.Next(1, 200));
            }
            else if (frame.Kind == FrameKind.Fragment)
            {
                data += frame.Fragment.Data.Length;
                if (assembler.Take(frame.Fragment).Kind == DimseStepKind.Malformed)
                {
                    return;
                }
            }
            else if (frame.Type == PduType.AssociateRequest)
            {
                PduReader.TryReadAssociateRequest(frame.Body.ToArray(), out _, out _);
            }
            else if (frame.Type == PduType.AssociateAccept)
            {
                PduReader.TryReadAssociateAccept(frame.Body.ToArray(), out _, out _);
            }
        }
    }

    private static byte[][] Seeds()
    {
        ArrayBufferWriter<byte> request = new();
        PduWriter.WriteAssociateRequest(request, ScriptedPeer.Request(ScriptedPeer.Context(1, "1.2.840.10008.1.1"), ScriptedPeer.Context(3, "1.2.840.10008.5.1.4.1.1.2", "1.2", "1.3")) with
        {
            User = new UserInformation
            {
                Roles = [new RoleSelection("1.2", true, true)], Extended = [new ExtendedNegotiation("1.2", new byte[3])], CommonExtended = [new CommonExtendedNegotiation("1.2", "1.3", ["1.4", "1.5"])],
                UserIdentity = new UserIdentityRequest(2, true, new byte[4], new byte[4]), AsyncOperations = new AsyncOperationsWindow(1, 1),
            },
        });
        ArrayBufferWriter<byte> accept = new();
        PduWriter.WriteAssociateAccept(accept, new AssociateAccept([new PresentationContextResult(1, ContextResult.Acceptance, "1.2")], new UserInformation { UserIdentityResponse = new byte[4] }));
        ArrayBufferWriter<byte> release = new();
        PduWriter.WriteReleaseRequest(release);
        CommandSet store = new() { Field = CommandField.CStoreRequest, AffectedSopClassUid = "1.2", AffectedSopInstanceUid = "1.2.3", MessageId = 1, HasDataset = true };
        return
        [
            request.WrittenSpan.ToArray(), accept.WrittenSpan.ToArray(), release.WrittenSpan.ToArray(), ScriptedPeer.Command(1, store),
            ScriptedPeer.Data(1, false, false, new byte[300]), ScriptedPeer.Data(1, false, true, new byte[100]),
        ];
    }
}
