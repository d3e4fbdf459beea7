namespace Gantry.Testing.Network;

/// <summary>
/// Runs code without the test runner's synchronization context: what the subject awaits inside then goes on in line with what wakes it, so
/// that a script knows where the subject stands.
/// </summary>
public static class WithoutContext
{
    public static T Run<T>(Func<T> code)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return code();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public static void Run(Action code) => Run(() =>
    {
        code();
        return true;
    });
}
