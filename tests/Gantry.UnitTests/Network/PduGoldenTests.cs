using System.Buffers;
using Gantry.Network.Pdu;
using Xunit;

namespace Gantry.UnitTests.Network;

/// <summary>PDUs of PS3.8 9.3 and the user information of PS3.7 D.3.3 as annotated bytes; written and read alike.</summary>
public sealed class PduGoldenTests
{
    private const string AddressFields = """
        47414E5452592020 2020202020202020   # called AE title "GANTRY"
        5045455220202020 2020202020202020   # calling AE title "PEER"
        0000000000000000 0000000000000000 0000000000000000 0000000000000000   # reserved
        """;

    [Fact]
    public void A_request_with_every_item_is_written_and_read_alike()
    {
        AssociateRequest request = new("GANTRY", "PEER", [new PresentationContextProposal(1, "1.2.840.10008.1.1", ["1.2.840.10008.1.2"])], new UserInformation
        {
            MaxPduBytes = 16_384, ImplementationClassUid = "1.2.3", ImplementationVersionName = "TEST",
            AsyncOperations = new AsyncOperationsWindow(4, 1), Roles = [new RoleSelection("1.2.4", true, false)],
            Extended = [new ExtendedNegotiation("1.2.4", new byte[] { 2, 0, 3 })],
            CommonExtended = [new CommonExtendedNegotiation("1.2.4", "1.2.5", ["1.2.6"])],
            UserIdentity = new UserIdentityRequest(2, true, "me"u8.ToArray(), "pw"u8.ToArray()),
        });
        byte[] bytes = Write(o => PduWriter.WriteAssociateRequest(o, request));
        Assert.Equal(Hex(RequestBytes), Convert.ToHexString(bytes));
        Assert.True(PduReader.TryReadAssociateRequest(bytes.AsSpan(6), out AssociateRequest? read, out PduError? error), error?.ToString());
        Assert.Equal("GANTRY", read!.CalledAe);
        Assert.Equal("PEER", read.CallingAe);
        Assert.Equal(bytes, Write(o => PduWriter.WriteAssociateRequest(o, read)));
    }

    // Lengths: PDU 68 + 25 + 50 + 4 + 101, user information 8 + 9 + 8 + 13 + 8 + 14 + 27 + 14.
    private const string RequestBytes = $"""
        01 00 000000F8      # A-ASSOCIATE-RQ, 248 bytes
        0001 0000           # protocol version 1, reserved
        {AddressFields}
        10 00 0015 312E322E3834302E31303030382E332E312E312E31   # application context
        20 00 002E          # presentation context
          01 00 00 00       # ID 1
          30 00 0011 312E322E3834302E31303030382E312E31         # Verification
          40 00 0011 312E322E3834302E31303030382E312E32         # Implicit VR Little Endian
        50 00 0065          # user information
          51 00 0004 00004000                                   # maximum length 16384
          52 00 0005 312E322E33                                 # implementation class UID
          53 00 0004 0004 0001                                  # asynchronous operations window 4, 1
          54 00 0009 0005 312E322E34 01 00                      # role selection 1.2.4: SCU
          55 00 0004 54455354                                   # implementation version name
          56 00 000A 0005 312E322E34 02 00 03                   # extended negotiation of 1.2.4
          57 00 0017 0005 312E322E34 0005 312E322E35 0007 0005 312E322E36   # common extended: class, service class, related
          58 00 000A 02 01 0002 6D65 0002 7077                  # user identity: name and passcode, answer wanted
        """;

    [Fact]
    public void An_accept_is_written_and_read_alike()
    {
        string golden = $"""
            02 00 000000A8
            0001 0000
            {AddressFields}
            10 00 0015 312E322E3834302E31303030382E332E312E312E31
            21 00 0019 01 00 00 00 40 00 0011 312E322E3834302E31303030382E312E32   # context 1 accepted
            21 00 0008 03 00 04 00 40 00 0000                                      # context 3: transfer syntaxes not supported
            50 00 0022
              51 00 0004 00040000
              52 00 0005 312E322E33
              53 00 0004 0004 0001
              59 00 0005 0003 6F6B21                                               # user identity response
            """;
        byte[] bytes = Convert.FromHexString(Hex(golden));
        bytes[5] = (byte)(bytes.Length - 6);
        Assert.True(PduReader.TryReadAssociateAccept(bytes.AsSpan(6), out AssociateAccept? accept, out PduError? error), error?.ToString());
        Assert.Equal([ContextResult.Acceptance, ContextResult.TransferSyntaxesNotSupported], accept!.Contexts.Select(c => c.Result));
        Assert.Equal("ok!"u8.ToArray(), accept.User.UserIdentityResponse!.Value.ToArray());
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Write(o => PduWriter.WriteAssociateAccept(o, accept))));
    }

    [Fact]
    public void Short_PDUs_are_ten_bytes()
    {
        Assert.Equal("03000000000400010103", Convert.ToHexString(Write(o => PduWriter.WriteAssociateReject(o, AssociateReject.CallingAeNotRecognized))));
        Assert.Equal("05000000000400000000", Convert.ToHexString(Write(PduWriter.WriteReleaseRequest)));
        Assert.Equal("06000000000400000000", Convert.ToHexString(Write(PduWriter.WriteReleaseResponse)));
        Assert.Equal("07000000000400000206", Convert.ToHexString(Write(o => PduWriter.WriteAbort(o, new AbortPdu(AbortSource.ServiceProvider, AbortReason.InvalidParameterValue)))));
    }

    [Fact]
    public void A_data_header_has_the_lengths_of_PDU_and_PDV()
    {
        byte[] header = new byte[PduWriter.DataHeaderBytes];
        PduWriter.WriteDataHeader(header, 5, isCommand: true, isLast: true, payloadBytes: 256);
        Assert.Equal("040000000106" + "00000102" + "05" + "03", Convert.ToHexString(header));
    }

    [Fact]
    public void Unknown_items_are_skipped_and_cut_ones_are_errors()
    {
        byte[] bytes = Convert.FromHexString(Hex(RequestBytes + "\n99 00 0002 ABCD"));
        Assert.True(PduReader.TryReadAssociateRequest(bytes.AsSpan(6), out _, out _));
        for (int length = 0; length < 248; length++)
        {
            bool whole = PduReader.TryReadAssociateRequest(bytes.AsSpan(6, length), out _, out PduError? error);
            Assert.True(whole == error is null);
            Assert.False(whole && length < 68 + 25 + 50);
        }
    }

    [Fact]
    public void Nothing_that_a_peer_sends_throws()
    {
        byte[] original = Convert.FromHexString(Hex(RequestBytes))[6..];
        Random random = new(8);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = [.. original];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(68, bytes.Length)] = (byte)random.Next(256);
            }

            Assert.Equal(PduReader.TryReadAssociateRequest(bytes, out AssociateRequest? request, out PduError? error), request is not null && error is null);
            PduReader.TryReadAssociateAccept(bytes, out _, out _);
        }
    }

    internal static string Hex(string annotated) =>
        string.Concat(annotated.Split('\n').Select(line => line.Split('#')[0])).Replace(" ", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).ToUpperInvariant();

    private static byte[] Write(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
