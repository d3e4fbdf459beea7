namespace Gantry.Network.Requesting;

/// <summary>The C-MOVE that a C-STORE is a sub-operation of.</summary>
/// <param name="AeTitle">Who asked for it.</param>
/// <param name="MessageId">Of its request.</param>
public sealed record MoveOriginator(string AeTitle, ushort MessageId);
