// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.Custodian;
import health.habeas.shard.OwnerSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The moment at which the patient's software dies: after so many writes nothing of it reaches any custodian, until it is
 * over. Not thread-safe but for the custodians that it stands before.
 */
final class Outage {
  private static final int NEVER = Integer.MAX_VALUE;

  private int writesLeft = NEVER;

  synchronized void after(int writes) {
    writesLeft = writes;
  }

  synchronized void end() {
    writesLeft = NEVER;
  }

  /** The same custodian, behind this outage. */
  Custodian before(Custodian real) {
    return proxy(Custodian.class, (proxy, method, arguments) -> {
      Object result = invoke(real, method, arguments);
      return result instanceof OwnerSession session ? before(session) : result;
    });
  }

  private OwnerSession before(OwnerSession real) {
    return proxy(OwnerSession.class, (proxy, method, arguments) -> {
      require(method.getName().equals("put") || method.getName().equals("delete"));
      return invoke(real, method, arguments);
    });
  }

  private synchronized void require(boolean isWrite) {
    if (writesLeft == 0) {
      throw new StorageException(ErrorCode.STORE_FAILED, "the process died");
    }
    if (isWrite && writesLeft != NEVER) {
      writesLeft--;
    }
  }

  private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** An implementation of an interface by one handler. */
  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
