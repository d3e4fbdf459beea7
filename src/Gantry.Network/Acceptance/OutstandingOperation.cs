namespace Gantry.Network.Acceptance;

/// <summary>An operation that takes a place in an <see cref="OperationWindow"/>.</summary>
internal sealed class OutstandingOperation(ushort messageId)
{
    public ushort MessageId => messageId;

    /// <summary>It takes no place any more.</summary>
    public bool IsAnswered { get; set; }

    public Task Work { get; set; } = Task.CompletedTask;
}
