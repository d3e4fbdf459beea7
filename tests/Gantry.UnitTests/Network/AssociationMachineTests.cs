using Gantry.Network.UpperLayer;
using Xunit;

namespace Gantry.UnitTests.Network;

/// <summary>PS3.8 9.2: every cell of table 9-10.</summary>
public sealed class AssociationMachineTests
{
    // The standard's table as it is printed: event, then the action and next state for Sta1 to Sta13.
    private const string Table = """
        LocalAssociateRequest AE1:4 - - - - - - - - - - - -
        TransportConfirmed - - - AE2:5 - - - - - - - - -
        AssociateAcceptReceived - AA1:13 AA8:13 - AE3:6 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA6:13
        AssociateRejectReceived - AA1:13 AA8:13 - AE4:1 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA6:13
        TransportIndicated AE5:2 - - - - - - - - - - - -
        AssociateRequestReceived - AE6:3/13 AA8:13 - AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA7:13
        LocalAccept - - AE7:6 - - - - - - - - - -
        LocalReject - - AE8:13 - - - - - - - - - -
        LocalData - - - - - DT1:6 - AR7:8 - - - - -
        DataReceived - AA1:13 AA8:13 - AA8:13 DT2:6 AR6:7 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA6:13
        LocalReleaseRequest - - - - - AR1:7 - - - - - - -
        ReleaseRequestReceived - AA1:13 AA8:13 - AA8:13 AR2:8 AR8:9/10 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA6:13
        ReleaseResponseReceived - AA1:13 AA8:13 - AA8:13 AA8:13 AR3:1 AA8:13 AA8:13 AR10:12 AR3:1 AA8:13 AA6:13
        LocalReleaseResponse - - - - - - - AR4:13 AR9:11 - - AR4:13 -
        LocalAbort - - AA1:13 AA2:1 AA1:13 AA1:13 AA1:13 AA1:13 AA1:13 AA1:13 AA1:13 AA1:13 -
        AbortReceived - AA2:1 AA3:1 - AA3:1 AA3:1 AA3:1 AA3:1 AA3:1 AA3:1 AA3:1 AA3:1 AA2:1
        TransportClosed - AA5:1 AA4:1 AA4:1 AA4:1 AA4:1 AA4:1 AA4:1 AA4:1 AA4:1 AA4:1 AA4:1 AR5:1
        ArtimExpired - AA2:1 - - - - - - - - - - AA2:1
        InvalidPduReceived - AA1:13 AA8:13 - AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA8:13 AA7:13
        """;

    public static TheoryData<AssociationEvent, int, string> Cells()
    {
        TheoryData<AssociationEvent, int, string> cells = [];
        foreach (string line in Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            for (int state = 1; state <= 13; state++)
            {
                cells.Add(Enum.Parse<AssociationEvent>(words[0]), state, words[state]);
            }
        }

        return cells;
    }

    [Fact]
    public void The_table_has_13_states_and_19_events() => Assert.Equal(13 * 19, Cells().Count);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_is_as_the_standard_has_it(AssociationEvent e, int state, string cell)
    {
        foreach (bool isRequestor in state is 9 or 11 ? [true] : state is 10 or 12 ? [false] : new[] { true, false })
        {
            AssociationMachine machine = In(state, isRequestor);
            AssociationTransition step = machine.Fire(e);
            if (cell == "-")
            {
                Assert.False(step.IsDefined);
                Assert.Equal(state, (int)machine.State);
                continue;
            }

            string[] parts = cell.Split(':');
            int[] next = [.. parts[1].Split('/').Select(int.Parse)];
            Assert.Equal(parts[0], step.Action.ToString());
            Assert.Equal(step.Action == AssociationAction.AR8 && !isRequestor ? next[1] : next[0], (int)machine.State);
        }
    }

    [Fact]
    public void A_request_that_cannot_be_accepted_is_rejected_by_the_provider()
    {
        AssociationMachine machine = In(2, isRequestor: false);
        AssociationTransition step = machine.Fire(AssociationEvent.AssociateRequestReceived, acceptable: false);
        Assert.True(step.Has(AssociationEffects.SendReject) && step.Has(AssociationEffects.StartArtim) && !step.Has(AssociationEffects.IndicateAssociate));
        Assert.Equal(AssociationState.AwaitingClose, machine.State);
    }

    [Theory]
    [InlineData(2, AssociationEvent.DataReceived, AssociationEffects.SendUserAbort | AssociationEffects.StartArtim)]
    [InlineData(6, AssociationEvent.AssociateRequestReceived, AssociationEffects.SendProviderAbort | AssociationEffects.IndicateProviderAbort | AssociationEffects.StartArtim)]
    [InlineData(6, AssociationEvent.AbortReceived, AssociationEffects.IndicateAbort | AssociationEffects.CloseTransport)]
    [InlineData(13, AssociationEvent.ArtimExpired, AssociationEffects.StopArtim | AssociationEffects.CloseTransport)]
    [InlineData(13, AssociationEvent.DataReceived, AssociationEffects.None)]
    [InlineData(13, AssociationEvent.InvalidPduReceived, AssociationEffects.SendProviderAbort)]
    [InlineData(8, AssociationEvent.LocalReleaseResponse, AssociationEffects.SendReleaseResponse | AssociationEffects.StartArtim)]
    [InlineData(9, AssociationEvent.LocalReleaseResponse, AssociationEffects.SendReleaseResponse)]
    public void An_action_does_what_tables_9_6_to_9_9_say(int state, AssociationEvent e, AssociationEffects effects) =>
        Assert.Equal(effects, In(state, isRequestor: state is not (2 or 13)).Fire(e).Effects);

    private static AssociationMachine In(int state, bool isRequestor)
    {
        AssociationEvent[] established = isRequestor
            ? [AssociationEvent.LocalAssociateRequest, AssociationEvent.TransportConfirmed, AssociationEvent.AssociateAcceptReceived]
            : [AssociationEvent.TransportIndicated, AssociationEvent.AssociateRequestReceived, AssociationEvent.LocalAccept];
        AssociationEvent[] collision = [.. established, AssociationEvent.LocalReleaseRequest, AssociationEvent.ReleaseRequestReceived];
        AssociationEvent[] path = state switch
        {
            1 => [],
            2 => [AssociationEvent.TransportIndicated],
            3 => [AssociationEvent.TransportIndicated, AssociationEvent.AssociateRequestReceived],
            4 => [AssociationEvent.LocalAssociateRequest],
            5 => [AssociationEvent.LocalAssociateRequest, AssociationEvent.TransportConfirmed],
            6 => established,
            7 => [.. established, AssociationEvent.LocalReleaseRequest],
            8 => [.. established, AssociationEvent.ReleaseRequestReceived],
            9 or 10 => collision,
            11 => [.. collision, AssociationEvent.LocalReleaseResponse],
            12 => [.. collision, AssociationEvent.ReleaseResponseReceived],
            _ => [.. established, AssociationEvent.LocalAbort],
        };
        AssociationMachine machine = new(isRequestor);
        foreach (AssociationEvent e in path)
        {
            Assert.True(machine.Fire(e).IsDefined);
        }

        Assert.Equal(state, (int)machine.State);
        return machine;
    }
}
