using Gantry.Network.Dimse;
using Xunit;

namespace Gantry.UnitTests.Network;

public sealed class CommandSetTests
{
    public static TheoryData<CommandField> Fields() => [.. Enum.GetValues<CommandField>()];

    [Fact]
    public void A_C_STORE_response_is_these_bytes()
    {
        CommandSet request = new() { Field = CommandField.CStoreRequest, AffectedSopClassUid = "1.2", AffectedSopInstanceUid = "1.2.3.4", MessageId = 7, HasDataset = true };
        string golden = PduGoldenTests.Hex("""
            0000 0000 04000000 44000000           # group length 68
            0000 0200 04000000 312E3200           # affected SOP class, padded with NUL
            0000 0001 02000000 0180               # command field 8001H
            0000 2001 02000000 0700               # message ID being responded to
            0000 0008 02000000 0101               # no data set
            0000 0009 02000000 0000               # status
            0000 0010 08000000 312E322E332E3400   # affected SOP instance
            """);
        Assert.Equal(golden, Convert.ToHexString(Write(request.Respond(DimseStatus.Success))));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_message_of_DIMSE_C_and_N_is_written_and_read_alike(CommandField field)
    {
        CommandSet set = new()
        {
            Field = field, AffectedSopClassUid = "1.2.840.10008.1.1", RequestedSopClassUid = "1.2.3", MessageId = 1, RespondedMessageId = 2, MoveDestination = "DEST", Priority = 1,
            HasDataset = true, Status = 0xA701, OffendingElements = [0x00100010, 0x7FE00010], ErrorComment = "odd", ErrorId = 3, AffectedSopInstanceUid = "1.2.4",
            RequestedSopInstanceUid = "1.2.5", EventTypeId = 4, AttributeIdentifiers = [0x00080018], ActionTypeId = 5, Remaining = 6, Completed = 7, Failed = 8, Warning = 9,
            MoveOriginatorAe = "ORIGIN", MoveOriginatorMessageId = 10,
        };
        Assert.True(CommandReader.TryRead(Write(set), out CommandSet? read, out string? error), error);
        Assert.Equal(set with { OffendingElements = null, AttributeIdentifiers = null }, read! with { OffendingElements = null, AttributeIdentifiers = null });
        Assert.Equal(set.OffendingElements, read.OffendingElements);
        Assert.Equal(set.AttributeIdentifiers, read.AttributeIdentifiers);
        Assert.Null(CommandSchema.FindMissing(read));
    }

    [Theory]
    [InlineData(CommandField.CStoreRequest, "(0000,0002)")]
    [InlineData(CommandField.NGetRequest, "(0000,0003)")]
    [InlineData(CommandField.CStoreResponse, "(0000,0120)")]
    public void What_a_message_lacks_is_named(CommandField field, string missing) =>
        Assert.Equal(missing, CommandSchema.FindMissing(new CommandSet { Field = field, MessageId = 1 }));

    [Fact]
    public void Malformed_bytes_are_an_error_and_never_throw()
    {
        byte[] original = Write(new CommandSet { Field = CommandField.CStoreRequest, AffectedSopClassUid = "1.2", AffectedSopInstanceUid = "1.2.3", MessageId = 1, HasDataset = true });
        Assert.False(CommandReader.TryRead(original.AsSpan(0, original.Length - 1), out _, out _));
        Assert.False(CommandReader.TryRead([], out _, out _));
        Random random = new(5);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = [.. original];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.Equal(CommandReader.TryRead(bytes, out CommandSet? set, out string? error), set is not null && error is null);
        }
    }

    internal static byte[] Write(CommandSet set)
    {
        byte[] bytes = new byte[CommandWriter.MaxBytes(set)];
        return bytes[..CommandWriter.Write(bytes, set)];
    }
}
